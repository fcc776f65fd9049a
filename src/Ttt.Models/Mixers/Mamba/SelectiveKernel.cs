using System.Runtime.CompilerServices;
using Ttt.Kernels;

namespace Ttt.Models;

/// <summary>
/// The selective scan of as many channels as a vector has lanes. Rows of u, Δ, y [T,E] are E floats apart and start at these channels; those of B and C [T,N]
/// are dense; a state [N,E] has a vector every E floats.
/// </summary>
readonly struct SelectiveKernel<S, V>(int states, int channels, Ptr a_NE, Ptr d_E)
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Copies the state of these channels.</summary>
    public void Keep(Ptr h, Ptr to)
    {
        for (nint n = 0; n < states; n++)
            S.Store(S.Load(h, n * channels), to, n * channels);
    }

    /// <summary>y_t = h_t C_t + D u_t; the state is advanced in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Forward(int tokens, int channel, Ptr u, Ptr delta, Ptr b, Ptr c, Ptr h, Ptr y)
    {
        var (a, skip) = (a_NE + channel, S.Load(d_E, channel));
        for (nint t = 0; t < tokens; t++, u += channels, delta += channels, y += channels, b += states, c += states)
        {
            var (step, input) = (S.Load(delta, 0), S.Load(u, 0));
            var (entering, sum) = (S.Multiply(step, input), S.Multiply(skip, input));
            for (nint n = 0; n < states; n++)
            {
                var state = S.MultiplyAdd(Functions<S, V>.Exp(S.Multiply(step, S.Load(a, n * channels))), S.Load(h, n * channels), S.Multiply(entering, S.Broadcast(b, n)));
                S.Store(state, h, n * channels);
                sum = S.MultiplyAdd(state, S.Broadcast(c, n), sum);
            }
            S.Store(sum, y, 0);
        }
    }

    /// <summary>Decays and states of a chunk, from the state at its start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Recompute(int tokens, int channel, Ptr u, Ptr delta, Ptr b, Ptr start, SelectiveScratch scratch)
    {
        var (a, before, decays, block) = (a_NE + channel, scratch.States, scratch.Decay, (nint)states * S.Count);
        for (nint n = 0; n < states; n++)
            S.Store(S.Load(start, n * channels), before, n * S.Count);
        for (nint t = 0; t < tokens; t++, u += channels, delta += channels, b += states, before += block, decays += block)
        {
            var step = S.Load(delta, 0);
            var entering = S.Multiply(step, S.Load(u, 0));
            for (nint n = 0; n < states; n++)
            {
                var decay = Functions<S, V>.Exp(S.Multiply(step, S.Load(a, n * channels)));
                S.Store(decay, decays, n * S.Count);
                S.Store(S.MultiplyAdd(decay, S.Load(before, n * S.Count), S.Multiply(entering, S.Broadcast(b, n))), before, block + n * S.Count);
            }
        }
    }

    /// <summary>
    /// From the last token of a chunk to its first, g_t = C_t dy_t + exp(Δ_{t+1} A) g_{t+1}. The gradient of the state behind the chunk becomes that of the state
    /// at its start; the gradients of A, B, C and D are added to.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Backward(int tokens, int channel, Ptr u, Ptr delta, Ptr b, Ptr c, Ptr dy, SelectiveScratch scratch, Ptr dh, Ptr du, Ptr dDelta, Ptr dA, Ptr dD)
    {
        var (a, skip, dSkip, block) = (a_NE + channel, S.Load(d_E, channel), S.Load(dD, 0), (nint)states * S.Count);
        for (nint t = tokens - 1; t >= 0; t--)
        {
            var (step, input, arriving) = (S.Load(delta, t * channels), S.Load(u, t * channels), S.Load(dy, t * channels));
            var (before, decays, db, dc) = (scratch.States + t * block, scratch.Decay + t * block, scratch.DB + t * block, scratch.DC + t * block);
            var (bt, ct) = (b + t * states, c + t * states);
            var entering = S.Multiply(step, input);
            V byInput = default, byStep = default;
            for (nint n = 0; n < states; n++)
            {
                var (at, place) = (n * S.Count, n * channels);
                var g = S.MultiplyAdd(arriving, S.Broadcast(ct, n), S.Load(dh, place));
                S.Store(S.MultiplyAdd(arriving, S.Load(before, block + at), S.Load(dc, at)), dc, at);
                S.Store(S.MultiplyAdd(g, entering, S.Load(db, at)), db, at);
                byInput = S.MultiplyAdd(g, S.Broadcast(bt, n), byInput);
                g = S.Multiply(g, S.Load(decays, at));
                S.Store(g, dh, place);
                var exponent = S.Multiply(g, S.Load(before, at));
                byStep = S.MultiplyAdd(exponent, S.Load(a, place), byStep);
                S.Store(S.MultiplyAdd(exponent, step, S.Load(dA, place)), dA, place);
            }
            S.Store(S.MultiplyAdd(step, byInput, S.Multiply(skip, arriving)), du, t * channels);
            S.Store(S.MultiplyAdd(input, byInput, byStep), dDelta, t * channels);
            dSkip = S.MultiplyAdd(input, arriving, dSkip);
        }
        S.Store(dSkip, dD, 0);
    }

    /// <summary>The sums over the lanes of vectors for every token and value of the state.</summary>
    public void Sum(int tokens, Ptr vectors, Ptr to)
    {
        for (nint i = 0; i < tokens * states; i++)
            to[i] = S.Sum(S.Load(vectors, i * S.Count));
    }
}
