namespace Ttt.Layers;

/// <summary>The scan by tensor operations: any device, any floating-point type.</summary>
/// <param name="program">The derived programs.</param>
/// <param name="group">Mini-batches between two states that training keeps; null: chosen by the size of the state.</param>
public sealed class TensorScan(ScanProgram program, int? group = null) : IScan
{
    const long GroupLimit = 32;
    const long StateNumbers = 8 << 20;

    /// <summary>Which of the derived programs runs.</summary>
    public ScanForm Form { get; set; }

    /// <inheritdoc/>
    public ScanResult Run(ScanInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ScanShapes.Check(inputs);
        var differentiate = torch.is_grad_enabled() && inputs.Tensors.Any(tensor => tensor.requires_grad);
        if (Form == ScanForm.Primal || !program.HasDual) return TokenByToken.Run(program, program.Primal, inputs);
        if (differentiate)
        {
            if (Form == ScanForm.Decode)
                throw new InvalidOperationException("The decode form has no gradient; run it under torch.no_grad(), or choose ScanForm.Dual or ScanForm.Primal.");
            return ScanFunction.Apply(program, inputs, Plan(inputs));
        }
        using var noGrad = torch.no_grad();
        if (Form == ScanForm.Decode || inputs.Query.size(2) == 1) return TokenByToken.Run(program, program.Decode, inputs);
        using var scope = torch.NewDisposeScope();
        return TensorArrays.MoveOut(ForwardPass.Run(program, inputs, Plan(inputs), tape: null), inputs);
    }

    List<Segment> Plan(ScanInputs inputs)
        => ScanPlan.Cut(inputs.Query.size(2), inputs.Period, inputs.Offset, group ?? GroupFor(inputs.Fast));

    // Backward rebuilds the states of one group at a time: keep that within a few tens of megabytes.
    static long GroupFor(Tensor[] fast) => Math.Clamp(StateNumbers / Math.Max(1, fast.Sum(weight => weight.numel())), 1, GroupLimit);
}
