namespace Ttt.Models.Tests.Mixers;

/// <summary>Attention as its definition has it, one query and one key at a time, by tensor operations on single values so that autograd differentiates it.</summary>
static class NaiveAttention
{
    /// <summary>Outputs [B,T,C] of a layer's parameters in float64.</summary>
    public static Tensor Of(CausalAttention layer, AttentionOptions options, Tensor x_BTC)
    {
        var weights = layer.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        Tensor project(string name, Tensor x) => x.matmul(weights[name + ".weight"].t()) + (weights.TryGetValue(name + ".bias", out var bias) ? bias : torch.zeros(1, dtype: x.dtype));
        var (heads, groups, size) = (options.Heads, options.KeyValueHeads ?? options.Heads, options.HeadDimension ?? options.Width / options.Heads);
        var (batch, tokens) = (x_BTC.size(0), x_BTC.size(1));
        Tensor at(Tensor x, long b, long t, int h) => x[b, t].narrow(0, h * size, size);
        var (q, k, v) = (project("q_proj", x_BTC), project("k_proj", x_BTC), project("v_proj", x_BTC));
        var rows = new List<Tensor>();
        for (var b = 0L; b < batch; b++)
            for (var t = 0L; t < tokens; t++)
                rows.Add(torch.cat([.. Enumerable.Range(0, heads).Select(h =>
                {
                    var group = h / (heads / groups);
                    var first = Math.Max(0, t - (options.Window ?? tokens) + 1);
                    var seen = Enumerable.Range((int)first, (int)(t - first + 1)).ToArray();
                    var query = Rotated(at(q, b, t, h), t, options.RopeBase);
                    var kernel = torch.stack([.. seen.Select(s => (query.dot(Rotated(at(k, b, s, group), s, options.RopeBase)) / Math.Sqrt(size)).exp())]);
                    return seen.Select((s, i) => kernel[i] * at(v, b, s, group)).Aggregate((a, c) => a + c) / kernel.sum();
                })], 0));
        return project("o_proj", torch.stack([.. rows]).view(batch, tokens, heads * size));
    }

    static Tensor Rotated(Tensor x_D, long position, double? frequencies)
    {
        if (frequencies is not { } rope)
            return x_D;
        var values = new List<Tensor>();
        for (var i = 0L; i < x_D.size(0) / 2; i++)
        {
            var (sin, cos) = Math.SinCos(position * Math.Pow(rope, -2.0 * i / x_D.size(0)));
            var (a, b) = (x_D.narrow(0, 2 * i, 1), x_D.narrow(0, 2 * i + 1, 1));
            values.Add(a * cos - b * sin);
            values.Add(b * cos + a * sin);
        }
        return torch.cat([.. values], 0);
    }
}
