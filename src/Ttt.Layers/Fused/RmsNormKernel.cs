using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ttt.Layers;

/// <summary>RMSNorm of rows in memory, forward and backward, in one visit of each row.</summary>
static class RmsNormKernel
{
    // Fixed, so that sums over rows do not depend on the number of threads.
    const int RowsPerBlock = 64;

    internal static void Forward(Tensor x, Tensor weight_C, Tensor y, Tensor inverse, float epsilon)
    {
        var width = (int)weight_C.size(0);
        CpuRows.For(inverse.numel(), 2 * width, (from, to) =>
        {
            var w = CpuRows.Values(weight_C);
            var r = CpuRows.Values(inverse);
            var inputs = CpuRows.Values(x);
            var outputs = CpuRows.Values(y);
            for (var row = from; row < to; row++)
            {
                var input = inputs.Slice(row * width, width);
                r[row] = 1 / MathF.Sqrt(SumOfProducts(input, input) / width + epsilon);
                Scale(input, w, r[row], outputs.Slice(row * width, width));
            }
        });
    }

    internal static (Tensor Dx, Tensor DWeight_C) Backward(Tensor gradient, Tensor x, Tensor weight_C, Tensor inverse)
    {
        var (rows, width) = ((int)inverse.numel(), (int)weight_C.size(0));
        var blocks = (rows + RowsPerBlock - 1) / RowsPerBlock;
        var (dx, sums) = (torch.empty(x.shape), torch.zeros(blocks, width));
        CpuRows.For(blocks, 4 * RowsPerBlock * width, (from, to) =>
        {
            var w = CpuRows.Values(weight_C);
            var r = CpuRows.Values(inverse);
            var arriving = CpuRows.Values(gradient);
            var inputs = CpuRows.Values(x);
            var leaving = CpuRows.Values(dx);
            var partial = CpuRows.Values(sums);
            for (var row = from * RowsPerBlock; row < Math.Min(rows, to * RowsPerBlock); row++)
            {
                var at = row * width;
                Row(arriving.Slice(at, width), inputs.Slice(at, width), w, r[row], leaving.Slice(at, width), partial.Slice(row / RowsPerBlock * width, width));
            }
        });
        return (dx, sums.sum(0L));
    }

    static float SumOfProducts(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var (first, second, n) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Count);
        var i = 0;
        for (; i <= a.Length - 2 * n; i += 2 * n)
        {
            first += At(a, i) * At(b, i);
            second += At(a, i + n) * At(b, i + n);
        }
        var sum = Vector.Sum(first + second);
        for (; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    static void Scale(ReadOnlySpan<float> x, ReadOnlySpan<float> w, float inverse, Span<float> y)
    {
        var (r, i) = (new Vector<float>(inverse), 0);
        for (; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count)
            Put(At(x, i) * r * At(w, i), y, i);
        for (; i < x.Length; i++)
            y[i] = x[i] * inverse * w[i];
    }

    // dx = r·g∘w − x·r³·mean(g∘w∘x),  dw += g∘x·r
    static void Row(ReadOnlySpan<float> g, ReadOnlySpan<float> x, ReadOnlySpan<float> w, float inverse, Span<float> dx, Span<float> dw)
    {
        var (sums, r, i) = (Vector<float>.Zero, new Vector<float>(inverse), 0);
        for (; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var product = At(g, i) * At(x, i) * r;
            sums += product * At(w, i);
            Put(At(dw, i) + product, dw, i);
        }
        var sum = Vector.Sum(sums);
        for (; i < x.Length; i++)
        {
            var product = g[i] * x[i] * inverse;
            sum += product * w[i];
            dw[i] += product;
        }
        var mean = sum / x.Length * inverse;
        var m = new Vector<float>(mean);
        for (i = 0; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count)
            Put((At(g, i) * At(w, i) - At(x, i) * m) * r, dx, i);
        for (; i < x.Length; i++)
            dx[i] = (g[i] * w[i] - x[i] * mean) * inverse;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector<float> At(ReadOnlySpan<float> values, int index) => Vector.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Put(Vector<float> vector, Span<float> values, int index) => vector.StoreUnsafe(ref MemoryMarshal.GetReference(values), (nuint)index);
}
