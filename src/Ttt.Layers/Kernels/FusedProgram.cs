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
        var (output, next, _) = Block(rows_BHNb, state, slow, keep: false, null);
        return (output, next);
    }

    internal override (Tensor Output, Tensor[] State, Tensor[] Kept) Block(ScanRows rows_BHNb, Tensor[] state, Tensor[] slow, bool keep, Tensor? place)
        => program.Kernels is null ? program.Block(rows_BHNb, state, slow, keep, place)
            : engine.Or(() => Run(rows_BHNb, state, slow, keep, place), () => program.Block(rows_BHNb, state, slow, keep, place));

    internal override ScanGradients BlockBackward(ScanRows rows_BHNb, Tensor[] state, Tensor[] kept, Tensor[] slow, Tensor dOutput, Tensor[] dState, Tensor?[]? places)
    {
        if (program.Kernels is not { } kernels) return program.BlockBackward(rows_BHNb, state, kept, slow, dOutput, dState, places);
        return engine.Or(
            () =>
            {
                using var scope = torch.NewDisposeScope();
                var call = new KernelCall(kernels, rows_BHNb, slow, group);
                var tensors = new BackwardTensors(call, kept, dOutput, dState[..state.Length], places);
                engine.Backward(call, tensors);
                return tensors.MoveOut();
            },
            () => program.BlockBackward(rows_BHNb, state, [], slow, dOutput, dState, places));
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

    (Tensor Output, Tensor[] State, Tensor[] Kept) Run(ScanRows rows, Tensor[] state, Tensor[] slow, bool keep, Tensor? place)
    {
        using var scope = torch.NewDisposeScope();
        var call = new KernelCall(program.Kernels!, rows, slow, group);
        var tensors = new ForwardTensors(call, state, keep, place);
        engine.Forward(call, tensors);
        return tensors.MoveOut();
    }
}
