namespace Ttt.Layers.Tests.Reference;

/// <summary>A program that has no dual form.</summary>
sealed class PrimalOnly(ScanProgram program) : ScanProgram
{
    public override bool HasDual => false;

    public override Tensor[] Boundary(Tensor position, Tensor[] fast, Tensor[] sums) => program.Boundary(position, fast, sums);

    public override (Tensor Output, Tensor[] Sums) Primal(ScanRows row_BH1, Tensor[] fast, Tensor[] sums, Tensor[] slow) => program.Primal(row_BH1, fast, sums, slow);

    public override (Tensor Output, Tensor[] Sums) Decode(ScanRows row_BH1, Tensor[] fast, Tensor[] sums, Tensor[] slow) => throw Unused();

    public override (Tensor Output, Tensor[] Fast) Forward(ScanRows rows_BHNb, Tensor[] fast, Tensor[] slow) => throw Unused();

    public override Tensor[] States(ScanRows rows_BHNb, Tensor[] fast, Tensor[] slow) => throw Unused();

    public override ScanGradients Backward(ScanRows rows_BHNb, Tensor[] states_BHN, Tensor[] slow, Tensor dOutput, Tensor[] dFast) => throw Unused();

    public override (Tensor Output, Tensor[] Sums) PartialForward(ScanRows rows_BHb, Tensor[] fast, Tensor[] sums, Tensor[] slow) => throw Unused();

    public override ScanGradients PartialBackward(ScanRows rows_BHb, Tensor[] fast, Tensor[] sums, Tensor[] slow, Tensor dOutput, Tensor[] dSums) => throw Unused();

    public override (Tensor Position, Tensor[] Fast, Tensor[] Sums) BoundaryBackward(Tensor position, Tensor[] fast, Tensor[] sums, Tensor[] dFast) => throw Unused();

    static InvalidOperationException Unused() => new("Only the primal form of this program may be called.");
}
