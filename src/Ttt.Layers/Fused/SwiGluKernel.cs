using System.Runtime.Intrinsics;
using Ttt.Kernels;

namespace Ttt.Layers;

/// <summary>SwiGLU in memory, forward and backward, in one pass each, by the widest vectors of this machine.</summary>
static class SwiGluKernel
{
    // What threads are handed: whole lines of every tensor.
    const int Block = 1024;

    internal static void Forward(Tensor gate, Tensor up, Tensor y) => Blocks(gate.numel(), (from, count) =>
    {
        var (a, u, h) = (At(gate, from), At(up, from), At(y, from));
        switch (Machine.Width)
        {
            case SimdWidth.Vector512: SwiGluLoop<Simd512, Vector512<float>>.Forward(count, a, u, h); break;
            case SimdWidth.Vector256: SwiGluLoop<Simd256, Vector256<float>>.Forward(count, a, u, h); break;
            case SimdWidth.Vector128: SwiGluLoop<Simd128, Vector128<float>>.Forward(count, a, u, h); break;
            default: SwiGluLoop<SimdScalar, float>.Forward(count, a, u, h); break;
        }
    });

    internal static Tensor[] Backward(Tensor gradient, Tensor gate, Tensor up)
    {
        var (dGate, dUp) = (torch.empty(gate.shape), torch.empty(gate.shape));
        Blocks(gate.numel(), (from, count) =>
        {
            var (g, a, u, da, du) = (At(gradient, from), At(gate, from), At(up, from), At(dGate, from), At(dUp, from));
            switch (Machine.Width)
            {
                case SimdWidth.Vector512: SwiGluLoop<Simd512, Vector512<float>>.Backward(count, g, a, u, da, du); break;
                case SimdWidth.Vector256: SwiGluLoop<Simd256, Vector256<float>>.Backward(count, g, a, u, da, du); break;
                case SimdWidth.Vector128: SwiGluLoop<Simd128, Vector128<float>>.Backward(count, g, a, u, da, du); break;
                default: SwiGluLoop<SimdScalar, float>.Backward(count, g, a, u, da, du); break;
            }
        });
        return [dGate, dUp];
    }

    static void Blocks(long elements, Action<int, int> body) => CpuRows.For((elements + Block - 1) / Block, 8 * Block, (from, to) =>
    {
        var start = from * Block;
        body(start, (int)Math.Min(elements, (long)to * Block) - start);
    });

    // Tensors lie in native memory, which does not move.
    static Ptr At(Tensor tensor, int element) => Ptr.Of(CpuRows.Values(tensor)[element..]);
}
