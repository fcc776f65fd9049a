namespace Ttt.Layers.Tests.Reference;

/// <summary>One view by loops over numbers: projection, bias, convolution, SiLU, L2 norm and rotation.</summary>
sealed class ViewReference(TttLayer layer, string projection, string convolution)
{
    internal bool Convolve { get; init; }

    internal bool Silu { get; init; }

    internal bool L2Norm { get; init; }

    /// <summary>The position of each token in the rotation; null: none.</summary>
    internal Func<int, int>? Position { get; init; }

    /// <summary>The view of [B,T,C], [B,H,T,n].</summary>
    internal Tensor Of(Tensor x_BTC)
    {
        var (batch, tokens, heads) = ((int)x_BTC.size(0), (int)x_BTC.size(1), layer.Sizes.Heads);
        var weight = layer.get_parameter(projection + ".weight")!;
        var (channels, width) = ((int)weight.size(0), (int)weight.size(1));
        var size = channels / heads;
        var (x, w) = (Values(x_BTC), Values(weight));
        var bias = layer.get_parameter(projection + ".bias") is { } b ? Values(b) : new double[channels];
        var result = new double[batch * heads * tokens * size];
        for (var n = 0; n < batch; n++)
        {
            double projected(int t, int c) => t < 0 ? 0 : bias[c] + Enumerable.Range(0, width).Sum(i => x[(n * tokens + t) * width + i] * w[c * width + i]);
            for (var t = 0; t < tokens; t++)
            {
                var token = Enumerable.Range(0, channels).Select(c => Convolve ? Convolved(projected, t, c) : projected(t, c)).ToArray();
                if (Silu) token = Array.ConvertAll(token, u => u / (1 + Math.Exp(-u)));
                for (var h = 0; h < heads; h++)
                    Finished(token[(h * size)..((h + 1) * size)], t).CopyTo(result, ((n * heads + h) * tokens + t) * size);
            }
        }
        return torch.tensor(result, [batch, heads, tokens, size], dtype: torch.float64);
    }

    double Convolved(Func<int, int, double> input, int t, int c)
    {
        var (taps, offset) = (Values(layer.get_parameter(convolution + ".weight")!), Values(layer.get_parameter(convolution + ".bias")!));
        var kernel = layer.Settings.ConvKernel;
        return offset[c] + Enumerable.Range(0, kernel).Sum(i => taps[c * kernel + i] * input(t - kernel + 1 + i, c));
    }

    double[] Finished(double[] head, int t)
    {
        var length = L2Norm ? Math.Sqrt(head.Sum(u => u * u) + 1e-12) : 1;
        var result = Array.ConvertAll(head, u => u / length);
        for (var i = 0; Position is not null && i < head.Length; i += 2)
        {
            var (sin, cos) = Math.SinCos(Position(t) * Math.Pow(layer.Settings.RopeBase, -(double)i / head.Length));
            (result[i], result[i + 1]) = (result[i] * cos - result[i + 1] * sin, result[i + 1] * cos + result[i] * sin);
        }
        return result;
    }

    static double[] Values(Tensor tensor) => tensor.detach().contiguous().data<double>().ToArray();
}
