using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ttt.Layers;

/// <summary>Rotation of pairs of channels in memory, from token-major to head-major order and back.</summary>
static class RotationKernel
{
    internal static void Forward(Tensor x_BTHD, Tensor cos_TD, Tensor sin_TD, Tensor y_BHTD) => Run(x_BTHD, y_BHTD, cos_TD, sin_TD, backward: false);

    internal static void Backward(Tensor gradient_BHTD, Tensor cos_TD, Tensor sin_TD, Tensor dx_BTHD) => Run(dx_BTHD, gradient_BHTD, cos_TD, sin_TD, backward: true);

    static void Run(Tensor tokenMajor, Tensor headMajor, Tensor cos_TD, Tensor sin_TD, bool backward)
    {
        var (batch, tokens, heads, size) = ((int)tokenMajor.size(0), (int)tokenMajor.size(1), (int)tokenMajor.size(2), (int)tokenMajor.size(3));
        CpuRows.For((long)batch * tokens, 2 * heads * size, (from, to) =>
        {
            var byToken = CpuRows.Values(tokenMajor);
            var byHead = CpuRows.Values(headMajor);
            var cos = CpuRows.Values(cos_TD);
            var sin = CpuRows.Values(sin_TD);
            for (var i = from; i < to; i++)
            {
                var (b, t) = (i / tokens, i % tokens);
                for (var h = 0; h < heads; h++)
                {
                    var token = byToken.Slice((i * heads + h) * size, size);
                    var head = byHead.Slice(((b * heads + h) * tokens + t) * size, size);
                    if (backward)
                        Rotate(head, cos.Slice(t * size, size), sin.Slice(t * size, size), -1, token);
                    else
                        Rotate(token, cos.Slice(t * size, size), sin.Slice(t * size, size), 1, head);
                }
            }
        });
    }

    // y = x ∘ cos + swap(x) ∘ (−sin, sin) · sign: the table holds the signs of a forward rotation.
    static void Rotate(ReadOnlySpan<float> x, ReadOnlySpan<float> cos, ReadOnlySpan<float> sin, float sign, Span<float> y)
    {
        var i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            var swap = Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6);
            var signs = Vector256.Create(sign);
            for (; i <= x.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                var pairs = At(x, i);
                (pairs * At(cos, i) + Vector256.Shuffle(pairs, swap) * (At(sin, i) * signs)).StoreUnsafe(ref MemoryMarshal.GetReference(y), (nuint)i);
            }
        }
        for (; i < x.Length; i += 2)
            (y[i], y[i + 1]) = (x[i] * cos[i] + x[i + 1] * (sin[i] * sign), x[i + 1] * cos[i + 1] + x[i] * (sin[i + 1] * sign));
    }

    static Vector256<float> At(ReadOnlySpan<float> values, int index) => Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)index);
}
