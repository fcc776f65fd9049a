namespace Ttt.Layers;

/// <summary>Programs whose blocks of whole mini-batches and single tokens run as fused kernels; all else is tensor operations.</summary>
/// <param name="program">The derived programs; they have kernels of some kind.</param>
/// <param name="group">Mini-batches between two states that training keeps; null: chosen by what backward needs.</param>
/// <param name="engine">What runs the kernels.</param>
sealed class FusedProgram(ScanProgram program, int? group, KernelEngine engine) : ScanProgram
{
    public override IReadOnlyList<StateSlot> Slots => program.Slots;

    public override IReadOnlyList<string> SlowNames => program.SlowNames;

    public override bool HasDual => program.HasDual;

    public override bool AnyRows => program.AnyRows;

    public override bool ReadsEnd => program.ReadsEnd;

    public override BlockKernels? Kernels => program.Kernels;

    public override TokenKernels? Token => program.Token;

    /// <summary>The step on the rows since the boundary; null where the layer has none.</summary>
    internal RecentTokens? Recent { get => engine.HasFailed ? null : field ??= program.Token is { Recent.Count: > 0 } token ? new RecentTokens(token, Layout, engine) : null; }

    internal KernelEngine Engine => engine;

    public override (Tensor Output, Tensor[] State) Forward(ScanRows rows_BHNb, Tensor[] state, Tensor[] slow)
    {
        if (program.Kernels is null) return program.Forward(rows_BHNb, state, slow);
        return engine.Or(
            () =>
            {
                var (output, next, _) = Run(rows_BHNb, state, slow, keep: false);
                return (output, next);
            },
            () => program.Forward(rows_BHNb, state, slow));
    }

    internal override (Tensor Output, Tensor[] State, Tensor[] Kept) ForwardKeeping(ScanRows rows_BHNb, Tensor[] state, Tensor[] slow)
        => program.Kernels is null ? program.ForwardKeeping(rows_BHNb, state, slow)
            : engine.Or(() => Run(rows_BHNb, state, slow, keep: true), () => program.ForwardKeeping(rows_BHNb, state, slow));

    internal override ScanGradients BackwardFrom(ScanRows rows_BHNb, Tensor[] state, Tensor[] kept, Tensor[] slow, Tensor dOutput, Tensor[] dState)
    {
        if (program.Kernels is not { } kernels) return program.BackwardFrom(rows_BHNb, state, kept, slow, dOutput, dState);
        return engine.Or(
            () =>
            {
                using var scope = torch.NewDisposeScope();
                var call = new KernelCall(kernels, rows_BHNb, slow, group);
                var tensors = new BackwardTensors(call, kept, dOutput, dState[..state.Length]);
                engine.Backward(call, tensors);
                return tensors.MoveOut();
            },
            () => program.BackwardFrom(rows_BHNb, state, [], slow, dOutput, dState));
    }

    public override Tensor[] States(ScanRows rows_BHNb, Tensor[] state, Tensor[] slow) => program.States(rows_BHNb, state, slow);

    public override ScanGradients Backward(ScanRows rows_BHNb, Tensor[] states_BHN, Tensor[] slow, Tensor dOutput, Tensor[] dState) => program.Backward(rows_BHNb, states_BHN, slow, dOutput, dState);

    public override (Tensor Output, Tensor[] Changed) PartialForward(ScanRows rows_BHb, Tensor[] state, Tensor[] slow) => program.PartialForward(rows_BHb, state, slow);

    public override ScanGradients PartialBackward(ScanRows rows_BHb, Tensor[] state, Tensor[] slow, Tensor dOutput, Tensor[] dChanged) => program.PartialBackward(rows_BHb, state, slow, dOutput, dChanged);

    public override Tensor[] Boundary(Tensor position, Tensor[] state, Tensor[] slow)
        => program.Token is { HasBoundary: true } token
            ? engine.Or(() => new KernelTokens(token, engine).Boundary(position, state, slow, Layout.AtBoundary), () => program.Boundary(position, state, slow))
            : program.Boundary(position, state, slow);

    public override (Tensor Position, Tensor[] State, Tensor[] Slow) BoundaryBackward(Tensor position, Tensor[] state, Tensor[] slow, Tensor[] dState) => program.BoundaryBackward(position, state, slow, dState);

    public override (Tensor Output, Tensor[] Changed) Primal(ScanRows row_BH1, Tensor[] state, Tensor[] slow) => program.Primal(row_BH1, state, slow);

    public override ScanGradients PrimalBackward(ScanRows row_BH1, Tensor[] state, Tensor[] slow, Tensor dOutput, Tensor[] dChanged) => program.PrimalBackward(row_BH1, state, slow, dOutput, dChanged);

    public override (Tensor Output, Tensor[] Changed) Decode(ScanRows row_BH1, Tensor[] state, Tensor[] slow)
        => program.Token is { } token ? engine.Or(() => new KernelTokens(token, engine).Decode(row_BH1, state, slow, Layout.Weights), () => program.Decode(row_BH1, state, slow))
            : program.Decode(row_BH1, state, slow);

    public override Tensor Read(ScanRows rows_BHb, Tensor[] state, Tensor[] slow) => program.Read(rows_BHb, state, slow);

    (Tensor Output, Tensor[] State, Tensor[] Kept) Run(ScanRows rows, Tensor[] state, Tensor[] slow, bool keep)
    {
        using var scope = torch.NewDisposeScope();
        var call = new KernelCall(program.Kernels!, rows, slow, group);
        var tensors = new ForwardTensors(call, state, keep);
        engine.Forward(call, tensors);
        return tensors.MoveOut();
    }
}
