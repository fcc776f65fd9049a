using System.Runtime.CompilerServices;
using Ttt.Kernels;

namespace Ttt.Models;

/// <summary>
/// The selective scan of as many channels as a vector has lanes. Rows of u, steps and y [T,E] are E floats apart and start at these channels; those of B and
/// C [T,N] are dense; a state of these channels is N vectors, dense in scratch memory and E floats apart in tensors [N,E].
/// </summary>
readonly struct SelectiveKernel<S, V>(int states, int channels)
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Copies a state from a tensor.</summary>
    public void Load(Ptr tensor, Ptr to)
    {
        for (nint n = 0; n < states; n++)
            S.Store(S.Load(tensor, n * channels), to, n * S.Count);
    }

    /// <summary>Copies a state to a tensor.</summary>
    public void Save(Ptr from, Ptr tensor)
    {
        for (nint n = 0; n < states; n++)
            S.Store(S.Load(from, n * S.Count), tensor, n * channels);
    }

    /// <summary>y_t = h_t C_t + D u_t; the state is advanced in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Forward(int tokens, Ptr u, Ptr steps, Ptr b, Ptr c, V skip, SelectiveScratch scratch, Ptr y)
    {
        var (a, h) = (scratch.A, scratch.H);
        for (nint t = 0; t < tokens; t++, u += channels, steps += channels, y += channels, b += states, c += states)
        {
            var (delta, input) = (Softplus(S.Load(steps, 0)), S.Load(u, 0));
            var (entering, sum) = (S.Multiply(delta, input), S.Multiply(skip, input));
            for (nint n = 0, at = 0; n < states; n++, at += S.Count)
            {
                var decay = Functions<S, V>.Exp(S.Multiply(delta, S.Load(a, at)));
                var state = S.MultiplyAdd(decay, S.Load(h, at), S.Multiply(entering, S.Broadcast(b, n)));
                S.Store(state, h, at);
                sum = S.MultiplyAdd(state, S.Broadcast(c, n), sum);
            }
            S.Store(sum, y, 0);
        }
    }

    /// <summary>Decays and states of a chunk from the state at its start, which is the first of the scratch memory's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Recompute(int tokens, Ptr u, Ptr steps, Ptr b, SelectiveScratch scratch)
    {
        var (a, before, decays, block) = (scratch.A, scratch.States, scratch.Decay, (nint)states * S.Count);
        for (nint t = 0; t < tokens; t++, u += channels, steps += channels, b += states, before += block, decays += block)
        {
            var delta = Softplus(S.Load(steps, 0));
            var entering = S.Multiply(delta, S.Load(u, 0));
            for (nint n = 0, at = 0; n < states; n++, at += S.Count)
            {
                var decay = Functions<S, V>.Exp(S.Multiply(delta, S.Load(a, at)));
                S.Store(decay, decays, at);
                S.Store(S.MultiplyAdd(decay, S.Load(before, at), S.Multiply(entering, S.Broadcast(b, n))), before, block + at);
            }
        }
    }

    /// <summary>
    /// From the last token of a chunk to its first, g_t = C_t dy_t + exp(Δ_{t+1} A) g_{t+1}. The gradient of the state behind the chunk becomes that of the state
    /// at its start; the gradients of A, B and C are added to.
    /// </summary>
    /// <returns>What is added to the gradient of D.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public V Backward(int tokens, Ptr u, Ptr steps, Ptr b, Ptr c, V skip, Ptr dy, SelectiveScratch scratch, Ptr du, Ptr dSteps)
    {
        var (a, dh, dA, block) = (scratch.A, scratch.H, scratch.DA, (nint)states * S.Count);
        V dSkip = default;
        for (nint t = tokens - 1; t >= 0; t--)
        {
            var (step, input, arriving) = (S.Load(steps, t * channels), S.Load(u, t * channels), S.Load(dy, t * channels));
            var (before, decays, db, dc) = (scratch.States + t * block, scratch.Decay + t * block, scratch.DB + t * block, scratch.DC + t * block);
            var (bt, ct, delta) = (b + t * states, c + t * states, Softplus(step));
            var entering = S.Multiply(delta, input);
            V byInput = default, byStep = default;
            for (nint n = 0, at = 0; n < states; n++, at += S.Count)
            {
                var g = S.MultiplyAdd(arriving, S.Broadcast(ct, n), S.Load(dh, at));
                S.Store(S.MultiplyAdd(arriving, S.Load(before, block + at), S.Load(dc, at)), dc, at);
                S.Store(S.MultiplyAdd(g, entering, S.Load(db, at)), db, at);
                byInput = S.MultiplyAdd(g, S.Broadcast(bt, n), byInput);
                g = S.Multiply(g, S.Load(decays, at));
                S.Store(g, dh, at);
                var exponent = S.Multiply(g, S.Load(before, at));
                byStep = S.MultiplyAdd(exponent, S.Load(a, at), byStep);
                S.Store(S.MultiplyAdd(exponent, delta, S.Load(dA, at)), dA, at);
            }
            S.Store(S.MultiplyAdd(delta, byInput, S.Multiply(skip, arriving)), du, t * channels);
            S.Store(S.Multiply(S.MultiplyAdd(input, byInput, byStep), Functions<S, V>.Sigmoid(step)), dSteps, t * channels);
            dSkip = S.MultiplyAdd(input, arriving, dSkip);
        }
        return dSkip;
    }

    /// <summary>The sums over the lanes of vectors for every token and value of the state.</summary>
    public void Sum(int tokens, Ptr vectors, Ptr to)
    {
        for (nint i = 0; i < tokens * states; i++)
            to[i] = S.Sum(S.Load(vectors, i * S.Count));
    }

    // max(x, 0) + log(1 + e), e = exp(−|x|); where 1 + e rounds, log(1 + e) · e / ((1 + e) − 1) does not
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Softplus(V x)
    {
        var (e, one) = (Functions<S, V>.Exp(S.Negate(S.Abs(x))), S.Create(1));
        var sum = S.Add(one, e);
        var log = S.IfEqual(sum, one, e, S.Divide(S.Multiply(Functions<S, V>.Log(sum), e), S.Subtract(sum, one)));
        return S.Add(Functions<S, V>.Relu(x), log);
    }
}
