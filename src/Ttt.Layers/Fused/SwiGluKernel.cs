using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ttt.Layers;

/// <summary>SwiGLU in memory, forward and backward, in one pass each.</summary>
static class SwiGluKernel
{
    // Threads are handed whole blocks, so only the end of the tensor is less than a vector.
    const int Block = 1024;

    internal static void Forward(Tensor gate, Tensor up, Tensor y) => Blocks(gate.numel(), (from, to) =>
    {
        var a = CpuRows.Values(gate)[from..to];
        var u = CpuRows.Values(up)[from..to];
        var h = CpuRows.Values(y)[from..to];
        var i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
            Put(Value(At(a, i), At(u, i)), h, i);
        // A value never depends on its place: the rest goes through vectors too.
        for (; i < a.Length; i++)
            h[i] = Value(new(a[i]), new(u[i]))[0];
    });

    internal static Tensor[] Backward(Tensor gradient, Tensor gate, Tensor up)
    {
        var (dGate, dUp) = (torch.empty(gate.shape), torch.empty(gate.shape));
        Blocks(gate.numel(), (from, to) =>
        {
            var g = CpuRows.Values(gradient)[from..to];
            var a = CpuRows.Values(gate)[from..to];
            var u = CpuRows.Values(up)[from..to];
            var da = CpuRows.Values(dGate)[from..to];
            var du = CpuRows.Values(dUp)[from..to];
            var i = 0;
            for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                var (byGate, byUp) = Slopes(At(g, i), At(a, i), At(u, i));
                Put(byGate, da, i);
                Put(byUp, du, i);
            }
            for (; i < a.Length; i++)
            {
                var (byGate, byUp) = Slopes(new(g[i]), new(a[i]), new(u[i]));
                (da[i], du[i]) = (byGate[0], byUp[0]);
            }
        });
        return [dGate, dUp];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector<float> Value(Vector<float> a, Vector<float> u) => a * VectorFunctions.Sigmoid(a) * u;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static (Vector<float> ByGate, Vector<float> ByUp) Slopes(Vector<float> g, Vector<float> a, Vector<float> u)
    {
        var s = VectorFunctions.Sigmoid(a);
        var scaled = g * s;
        return (scaled * u * Vector.MultiplyAddEstimate(a, Vector<float>.One - s, Vector<float>.One), scaled * a);
    }

    static void Blocks(long elements, Action<int, int> body)
        => CpuRows.For((elements + Block - 1) / Block, 8 * Block, (from, to) => body(from * Block, (int)Math.Min(elements, (long)to * Block)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector<float> At(ReadOnlySpan<float> values, int index) => Vector.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Put(Vector<float> vector, Span<float> values, int index) => vector.StoreUnsafe(ref MemoryMarshal.GetReference(values), (nuint)index);
}
