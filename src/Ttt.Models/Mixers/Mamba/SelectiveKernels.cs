using Ttt.Kernels;
using Ttt.Layers;

namespace Ttt.Models;

/// <summary>The selective scan over the raw memory of float32 tensors on the CPU, with the channels in the lanes of vectors.</summary>
static class SelectiveKernels
{
    /// <summary>Channels that one worker takes at a time. Fixed, so that sums over channels do not depend on the number of threads.</summary>
    const int Slab = 64;

    /// <summary>Outputs, the states at the starts of the chunks [B,chunks,N,E], and the last state.</summary>
    public static (Tensor Output, Tensor Starts, Tensor State) Forward(SelectiveInputs inputs)
    {
        var work = new ForwardWork(inputs, torch.empty(inputs.U.shape), torch.empty(inputs.Batch, inputs.Chunks, inputs.States, inputs.Channels), inputs.State.clone());
        IVectorWork.Dispatch(work, inputs.Channels);
        return (work.Output, work.Starts, work.State);
    }

    /// <summary>The gradients of all inputs, in their order.</summary>
    public static Tensor[] Backward(SelectiveInputs inputs, Tensor starts, Tensor dOutput_BTE, Tensor dState_BNE)
    {
        var (batch, slabs) = (inputs.Batch, Slabs(inputs));
        var work = new BackwardWork(inputs, starts, dOutput_BTE, dState_BNE.clone())
        {
            DU = torch.empty(inputs.U.shape),
            DSteps = torch.empty(inputs.U.shape),
            DA = torch.zeros(batch, inputs.States, inputs.Channels),
            DB = torch.empty(batch, slabs, inputs.Tokens, inputs.States),
            DC = torch.empty(batch, slabs, inputs.Tokens, inputs.States),
            DD = torch.zeros(batch, inputs.Channels),
        };
        IVectorWork.Dispatch(work, inputs.Channels);
        return [work.DU, work.DSteps, work.DA.sum(0L), work.DB.sum(1L), work.DC.sum(1L), work.DD.sum(0L), work.DState];
    }

    static int Slabs(SelectiveInputs inputs) => (inputs.Channels + Slab - 1) / Slab;

    // every sequence and slab of channels is independent
    static void Each(SelectiveInputs inputs, Action<int, int, int, int> sequenceSlabFromTo)
    {
        var slabs = Slabs(inputs);
        Workers.For(inputs.Batch * slabs, torch.get_num_threads(), (_, i) =>
            sequenceSlabFromTo(i / slabs, i % slabs, i % slabs * Slab, Math.Min(inputs.Channels, (i % slabs + 1) * Slab)));
    }

    static Ptr At(Tensor tensor) => Ptr.Of(CpuRows.Values(tensor));

    sealed record ForwardWork(SelectiveInputs Inputs, Tensor Output, Tensor Starts, Tensor State) : IVectorWork
    {
        public void Run<S, V>() where S : struct, ISimd<V> where V : struct => Each(Inputs, (b, _, from, to) =>
        {
            var (tokens, states, channels) = (Inputs.Tokens, Inputs.States, Inputs.Channels);
            using var arena = new Arena();
            var kernel = new SelectiveKernel<S, V>(states, channels);
            var scratch = new SelectiveScratch(arena, states * S.Count, backward: false);
            for (var e = from; e < to; e += S.Count)
            {
                var own = At(State) + ((nint)b * states * channels + e);
                kernel.Load(At(Inputs.A) + e, scratch.A);
                kernel.Load(own, scratch.H);
                for (var chunk = 0; chunk < Inputs.Chunks; chunk++)
                {
                    var (t, length) = Span(chunk, tokens);
                    var (row, rowN) = (((nint)b * tokens + t) * channels + e, ((nint)b * tokens + t) * states);
                    kernel.Save(scratch.H, At(Starts) + (((nint)b * Inputs.Chunks + chunk) * states * channels + e));
                    kernel.Forward(length, At(Inputs.U) + row, At(Inputs.Steps) + row, At(Inputs.B) + rowN, At(Inputs.C) + rowN, S.Load(At(Inputs.D), e), scratch, At(Output) + row);
                }
                kernel.Save(scratch.H, own);
            }
        });
    }

    sealed record BackwardWork(SelectiveInputs Inputs, Tensor Starts, Tensor DOutput, Tensor DState) : IVectorWork
    {
        public required Tensor DU { get; init; }

        public required Tensor DSteps { get; init; }

        public required Tensor DA { get; init; }

        public required Tensor DB { get; init; }

        public required Tensor DC { get; init; }

        public required Tensor DD { get; init; }

        public void Run<S, V>() where S : struct, ISimd<V> where V : struct => Each(Inputs, (b, slab, from, to) =>
        {
            var (tokens, states, channels) = (Inputs.Tokens, Inputs.States, Inputs.Channels);
            using var arena = new Arena();
            var kernel = new SelectiveKernel<S, V>(states, channels);
            var scratch = new SelectiveScratch(arena, states * S.Count, backward: true);
            for (var chunk = Inputs.Chunks - 1; chunk >= 0; chunk--)
            {
                var (t, length) = Span(chunk, tokens);
                var rowN = ((nint)b * tokens + t) * states;
                scratch.Clear();
                for (var e = from; e < to; e += S.Count)
                {
                    var (row, own, place) = (((nint)b * tokens + t) * channels + e, (nint)b * states * channels + e, (nint)b * channels + e);
                    var (u, steps, skip) = (At(Inputs.U) + row, At(Inputs.Steps) + row, S.Load(At(Inputs.D), e));
                    kernel.Load(At(Inputs.A) + e, scratch.A);
                    kernel.Load(At(Starts) + (((nint)b * Inputs.Chunks + chunk) * states * channels + e), scratch.States);
                    kernel.Load(At(DState) + own, scratch.H);
                    kernel.Load(At(DA) + own, scratch.DA);
                    kernel.Recompute(length, u, steps, At(Inputs.B) + rowN, scratch);
                    var dSkip = kernel.Backward(length, u, steps, At(Inputs.B) + rowN, At(Inputs.C) + rowN, skip, At(DOutput) + row, scratch, At(DU) + row, At(DSteps) + row);
                    S.Store(S.Add(S.Load(At(DD), place), dSkip), At(DD), place);
                    kernel.Save(scratch.H, At(DState) + own);
                    kernel.Save(scratch.DA, At(DA) + own);
                }
                var target = (((nint)b * Slabs(Inputs) + slab) * tokens + t) * states;
                kernel.Sum(length, scratch.DB, At(DB) + target);
                kernel.Sum(length, scratch.DC, At(DC) + target);
            }
        });
    }

    static (int First, int Length) Span(int chunk, int tokens)
    {
        var first = chunk * SelectiveScan.Chunk;
        return (first, Math.Min(SelectiveScan.Chunk, tokens - first));
    }
}
