using System.Numerics;

namespace TorchSharp;

/// <summary>y[b, c, t] = Σ_j w[c, j] x[b, c, t + offset_j], in both memory orders; positions outside x count as zero.</summary>
static unsafe class DepthwiseKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Time runs over consecutive elements: x [batch, channels, inner], y [batch, channels, outer].</summary>
    public static void TimeLast(T* x, T* w, T* bias, T* y, long batch, long channels, long inner, long outer, long[] offsets)
    {
        Parallel.For(batch * channels, Grain(outer * offsets.Length), (from, to) =>
        {
            for (var row = from; row < to; row++)
            {
                var c = row % channels;
                new Span<T>(y + row * outer, (int)outer).Fill(bias == null ? T.Zero : bias[c]);
                for (var j = 0; j < offsets.Length; j++)
                {
                    var (start, end) = Overlap(offsets[j], inner, outer);
                    if (start < end)
                        Rows<T>.AddScaled(y + row * outer + start, w[c * offsets.Length + j], x + row * inner + start + offsets[j], end - start);
                }
            }
        });
    }

    /// <summary>Channels run over consecutive elements: x [batch, inner, channels], y [batch, outer, channels], w [taps, channels].</summary>
    public static void ChannelsLast(T* x, T* w, T* bias, T* y, long batch, long channels, long inner, long outer, long[] offsets)
    {
        Parallel.For(batch * outer, Grain(channels * offsets.Length), (from, to) =>
        {
            for (var row = from; row < to; row++)
            {
                var (b, t) = (row / outer, row % outer);
                var target = y + row * channels;
                if (bias == null)
                    new Span<T>(target, (int)channels).Clear();
                else
                    new ReadOnlySpan<T>(bias, (int)channels).CopyTo(new Span<T>(target, (int)channels));
                for (var j = 0; j < offsets.Length; j++)
                    if (t + offsets[j] is var s and >= 0 && s < inner)
                        Rows<T>.AddProduct(target, w + j * channels, x + (b * inner + s) * channels, channels);
            }
        });
    }

    /// <summary>dw[c, j] = Σ_b,t g[b, c, t] x[b, c, t + offset_j]; each channel belongs to one thread.</summary>
    public static void CorrelateTimeLast(T* g, T* x, T* dw, long batch, long channels, long inner, long outer, long[] offsets)
    {
        Parallel.For(channels, Grain(batch * outer * offsets.Length), (from, to) =>
        {
            for (var c = from; c < to; c++)
                for (var j = 0; j < offsets.Length; j++)
                {
                    var (start, end) = Overlap(offsets[j], inner, outer);
                    var sum = T.Zero;
                    for (var b = 0L; b < batch && start < end; b++)
                        sum += Rows<T>.Dot(g + (b * channels + c) * outer + start, x + (b * channels + c) * inner + start + offsets[j], end - start);
                    dw[c * offsets.Length + j] = sum;
                }
        });
    }

    /// <summary>The same for channels-last memory; dw is [taps, channels], zeros before.</summary>
    public static void CorrelateChannelsLast(T* g, T* x, T* dw, long batch, long channels, long inner, long outer, long[] offsets)
    {
        var block = Math.Max(Vector<T>.Count, 16);
        Parallel.For((channels + block - 1) / block, Grain(batch * outer * offsets.Length * block), (from, to) =>
        {
            var (first, count) = (from * block, Math.Min(to * block, channels) - from * block);
            for (var b = 0L; b < batch; b++)
                for (var t = 0L; t < outer; t++)
                    for (var j = 0; j < offsets.Length; j++)
                        if (t + offsets[j] is var s and >= 0 && s < inner)
                            Rows<T>.AddProduct(dw + j * channels + first, g + (b * outer + t) * channels + first, x + (b * inner + s) * channels + first, count);
        });
    }

    static long Grain(long workPerItem) => Math.Max(1, Parallel.MinimumWork / Math.Max(1, workPerItem));

    static (long Start, long End) Overlap(long offset, long inner, long outer) => (Math.Max(0, -offset), Math.Min(outer, inner - offset));
}
