using Ttt.Kernels;

namespace Ttt.Layers;

/// <summary>SwiGLU of consecutive floats by vectors of one width. A value never depends on its place: what is less than a vector goes through one too.</summary>
static class SwiGluLoop<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>y = silu(gate) ∘ up.</summary>
    internal static void Forward(int count, Ptr gate, Ptr up, Ptr y)
    {
        var whole = count - (count % S.Count);
        for (var i = 0; i < whole; i += S.Count)
        {
            var a = S.Load(gate, i);
            S.Store(S.Multiply(S.Multiply(a, Functions<S, V>.Sigmoid(a)), S.Load(up, i)), y, i);
        }
        if (whole == count) return;
        var rest = Ptr.Of(stackalloc float[3 * S.Count]);
        var (restGate, restUp, restY) = (rest, rest + S.Count, rest + (2 * S.Count));
        Copy(count - whole, gate + whole, restGate);
        Copy(count - whole, up + whole, restUp);
        Forward(S.Count, restGate, restUp, restY);
        Copy(count - whole, restY, y + whole);
    }

    /// <summary>The gradients by gate and up from the one by y.</summary>
    internal static void Backward(int count, Ptr gradient, Ptr gate, Ptr up, Ptr byGate, Ptr byUp)
    {
        var whole = count - (count % S.Count);
        for (var i = 0; i < whole; i += S.Count)
        {
            var a = S.Load(gate, i);
            var s = Functions<S, V>.Sigmoid(a);
            var scaled = S.Multiply(S.Load(gradient, i), s);
            S.Store(S.Multiply(scaled, a), byUp, i);
            // d silu(a) / da = s (1 + a (1 − s))
            var slope = S.MultiplyAdd(a, S.Subtract(S.Create(1), s), S.Create(1));
            S.Store(S.Multiply(S.Multiply(scaled, S.Load(up, i)), slope), byGate, i);
        }
        if (whole == count) return;
        var rest = Ptr.Of(stackalloc float[5 * S.Count]);
        var (restGradient, restGate, restUp, restByGate, restByUp) = (rest, rest + S.Count, rest + (2 * S.Count), rest + (3 * S.Count), rest + (4 * S.Count));
        Copy(count - whole, gradient + whole, restGradient);
        Copy(count - whole, gate + whole, restGate);
        Copy(count - whole, up + whole, restUp);
        Backward(S.Count, restGradient, restGate, restUp, restByGate, restByUp);
        Copy(count - whole, restByGate, byGate + whole);
        Copy(count - whole, restByUp, byUp + whole);
    }

    static void Copy(int floats, Ptr from, Ptr to) => Rearrange<S, V>.Copy(1, floats, from, 0, to, 0);
}
