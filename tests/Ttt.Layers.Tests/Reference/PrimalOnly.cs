namespace Ttt.Layers.Tests.Reference;

/// <summary>A program that has no dual form: tokens run, and are differentiated, one after the other.</summary>
sealed class PrimalOnly(ScanProgram program) : ScanProgram
{
    public override IReadOnlyList<StateSlot> Slots => program.Slots;

    public override IReadOnlyList<string> SlowNames => program.SlowNames;

    public override bool HasDual => false;

    public override Tensor[] Boundary(Tensor position, Tensor[] state, Tensor[] slow) => program.Boundary(position, state, slow);

    public override (Tensor Position, Tensor[] State, Tensor[] Slow) BoundaryBackward(Tensor position, Tensor[] state, Tensor[] slow, Tensor[] dState)
        => program.BoundaryBackward(position, state, slow, dState);

    public override (Tensor Output, Tensor[] Changed) Primal(ScanRows row_BH1, Tensor[] state, Tensor[] slow) => program.Primal(row_BH1, state, slow);

    public override ScanGradients PrimalBackward(ScanRows row_BH1, Tensor[] state, Tensor[] slow, Tensor dOutput, Tensor[] dChanged)
        => program.PrimalBackward(row_BH1, state, slow, dOutput, dChanged);

    public override (Tensor Output, Tensor[] State) Forward(ScanRows rows_BHNb, Tensor[] state, Tensor[] slow) => throw Unused();

    public override Tensor[] States(ScanRows rows_BHNb, Tensor[] state, Tensor[] slow) => throw Unused();

    public override ScanGradients Backward(ScanRows rows_BHNb, Tensor[] states_BHN, Tensor[] slow, Tensor dOutput, Tensor[] dState) => throw Unused();

    public override (Tensor Output, Tensor[] Changed) PartialForward(ScanRows rows_BHb, Tensor[] state, Tensor[] slow) => throw Unused();

    public override ScanGradients PartialBackward(ScanRows rows_BHb, Tensor[] state, Tensor[] slow, Tensor dOutput, Tensor[] dChanged) => throw Unused();

    static InvalidOperationException Unused() => new("Only the primal form of this program may be called.");
}
