namespace Ttt.Layers;

/// <summary>A state that a segment starts from; no sums at a boundary.</summary>
readonly record struct SegmentState(Tensor[] Fast, Tensor[]? Sums);

/// <summary>Runs the segments of a plan in order, in the dual form.</summary>
static class ForwardPass
{
    /// <summary>
    /// Runs the plan; everything it returns belongs to the caller's scope. Where <paramref name="tape"/> is given it receives the state each segment starts from;
    /// else no state is kept longer than needed.
    /// </summary>
    internal static ScanResult Run(ScanProgram program, ScanInputs inputs, List<Segment> plan, List<SegmentState>? tape)
    {
        var (fast, sums) = (inputs.Fast, inputs.Sums);
        var outputs = new List<Tensor>();
        foreach (var segment in plan)
        {
            tape?.Add(new SegmentState(fast, sums));
            var (output, nextFast, nextSums) = Step(program, inputs, segment, fast, sums);
            if (output is not null) outputs.Add(output);
            if (tape is null && nextFast != fast && fast != inputs.Fast) TensorArrays.Dispose(fast);
            if (tape is null && sums != inputs.Sums) TensorArrays.Dispose(sums);
            (fast, sums) = (nextFast, nextSums);
        }
        return new ScanResult(TensorArrays.Join(outputs), fast, sums);
    }

    static (Tensor? Output, Tensor[] Fast, Tensor[]? Sums) Step(ScanProgram program, ScanInputs inputs, Segment segment, Tensor[] fast, Tensor[]? sums)
    {
        using var scope = torch.NewDisposeScope();
        if (segment.IsBoundary)
        {
            var past = program.Boundary(SegmentRows.LastPosition(inputs, segment), fast, sums!);
            return (null, TensorArrays.MoveOut(past), null);
        }
        var rows = SegmentRows.Of(inputs, segment);
        if (segment.IsBlock)
        {
            var (output, next) = program.Forward(rows, fast, inputs.Slow);
            return (SegmentRows.Flatten(output, segment).MoveToOuterDisposeScope(), TensorArrays.MoveOut(next), null);
        }
        var (part, accumulated) = program.PartialForward(rows, fast, sums ?? TensorArrays.ZerosLike(fast), inputs.Slow);
        return (SegmentRows.Flatten(part, segment).MoveToOuterDisposeScope(), fast, TensorArrays.MoveOut(accumulated));
    }
}
