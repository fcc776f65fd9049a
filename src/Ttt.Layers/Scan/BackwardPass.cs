namespace Ttt.Layers;

/// <summary>Runs the segments of a plan in reverse and collects the gradients of everything that entered the scan.</summary>
sealed class BackwardPass(ScanProgram program, ScanInputs inputs, Tensor dOutput_BHTv)
{
    readonly List<Tensor> _dQuery = [], _dKey = [], _dValue = [], _dRate = [];
    readonly Tensor _dPosition_T = torch.zeros_like(inputs.Position);
    Tensor[] _dSlow = [];

    /// <summary>The gradients in the order of the scan's tensors, in the caller's scope.</summary>
    /// <param name="plan">The segments of the forward pass.</param>
    /// <param name="tape">The state each of them started from.</param>
    /// <param name="dFast">The cotangent of the weights at the end.</param>
    /// <param name="dSums">The cotangent of the sums at the end; null at a boundary.</param>
    internal List<Tensor> Run(List<Segment> plan, List<SegmentState> tape, Tensor[] dFast, Tensor[]? dSums)
    {
        for (var i = plan.Count - 1; i >= 0; i--)
        {
            using var scope = torch.NewDisposeScope();
            (dFast, dSums) = Step(plan[i], tape[i], dFast, dSums);
            (dFast, dSums) = (TensorArrays.MoveOut(dFast), dSums is null ? null : TensorArrays.MoveOut(dSums));
        }
        Tensor[] toSums = inputs.Sums is null ? [] : dSums!;
        return [Joined(_dQuery), Joined(_dKey), Joined(_dValue), Joined(_dRate).squeeze(-1), _dPosition_T, .. dFast, .. toSums, .. _dSlow];
    }

    (Tensor[] Fast, Tensor[]? Sums) Step(Segment segment, SegmentState state, Tensor[] dFast, Tensor[]? dSums)
    {
        if (segment.IsBoundary) return Boundary(segment, state, dFast);
        var rows = SegmentRows.Of(inputs, segment);
        var dOutput = SegmentRows.Slice(dOutput_BHTv, segment);
        if (segment.IsBlock)
        {
            var states = program.States(rows, state.Fast, inputs.Slow);
            var block = program.Backward(rows, states, inputs.Slow, dOutput, dFast);
            Collect(block, segment);
            return (block.Fast, null);
        }
        var sums = state.Sums ?? TensorArrays.ZerosLike(state.Fast);
        var part = program.PartialBackward(rows, state.Fast, sums, inputs.Slow, dOutput, dSums ?? TensorArrays.ZerosLike(state.Fast));
        Collect(part, segment);
        return (TensorArrays.Sum(dFast, part.Fast), part.Sums);
    }

    (Tensor[] Fast, Tensor[] Sums) Boundary(Segment segment, SegmentState state, Tensor[] dFast)
    {
        var (dPosition, dStart, dSums) = program.BoundaryBackward(SegmentRows.LastPosition(inputs, segment), state.Fast, state.Sums!, dFast);
        _dPosition_T.narrow(0, segment.Start - 1, 1).add_(dPosition.reshape(1));
        return (dStart, dSums);
    }

    void Collect(ScanGradients gradients, Segment segment)
    {
        Keep(_dQuery, gradients.Query, segment);
        Keep(_dKey, gradients.Key, segment);
        Keep(_dValue, gradients.Value, segment);
        Keep(_dRate, gradients.Rate, segment);
        _dPosition_T.narrow(0, segment.Start, segment.Rows).add_(gradients.Position.reshape(segment.Rows));
        _dSlow = TensorArrays.MoveOut(_dSlow.Length == 0 ? gradients.Slow : TensorArrays.Sum(_dSlow, gradients.Slow));
    }

    static void Keep(List<Tensor> pieces, Tensor gradient, Segment segment) => pieces.Add(SegmentRows.Flatten(gradient, segment).MoveToOuterDisposeScope());

    static Tensor Joined(List<Tensor> pieces)
    {
        pieces.Reverse();
        return TensorArrays.Join(pieces);
    }
}
