namespace Ttt.Layers;

/// <summary>Runs the segments of a plan in order.</summary>
static class ForwardPass
{
    /// <summary>
    /// Runs the plan; everything it returns belongs to the caller's scope. Where <paramref name="tape"/> is given it receives the state each segment starts from and what its backward needs beside it;
    /// else no state is kept longer than needed.
    /// </summary>
    internal static ScanResult Run(ScanProgram program, ScanInputs inputs, List<Segment> plan, List<Checkpoint>? tape)
    {
        var state = inputs.State;
        var outputs = new List<Tensor>();
        foreach (var segment in plan)
        {
            var (output, next, kept) = Step(program, inputs, segment, state, keep: tape is not null);
            tape?.Add(new Checkpoint(state, kept));
            if (output is not null) outputs.Add(output);
            if (tape is null) TensorArrays.Dispose(TensorArrays.Without(state, [.. next, .. inputs.State]));
            state = next;
        }
        return new ScanResult(TensorArrays.Join(outputs), state);
    }

    static (Tensor? Output, Tensor[] State, Tensor[] Kept) Step(ScanProgram program, ScanInputs inputs, Segment segment, Tensor[] state, bool keep)
    {
        using var scope = torch.NewDisposeScope();
        var layout = program.Layout;
        if (segment.Kind == SegmentKind.Boundary)
            return (null, TensorArrays.MoveOut(program.Boundary(SegmentRows.LastPosition(inputs, segment), layout.Whole(state, inputs.Tokens.Query), inputs.Slow)), []);
        var rows = SegmentRows.Of(inputs, segment);
        switch (segment.Kind)
        {
            case SegmentKind.Block:
                if (keep)
                {
                    var (kept, end, tape) = program.ForwardKeeping(rows, state, inputs.Slow);
                    return (SegmentRows.Flatten(kept, segment).MoveToOuterDisposeScope(), TensorArrays.MoveOut(end), TensorArrays.MoveOut(tape));
                }
                var (output, next) = program.Forward(rows, state, inputs.Slow);
                return (SegmentRows.Flatten(output, segment).MoveToOuterDisposeScope(), TensorArrays.MoveOut(next), []);
            case SegmentKind.Part:
                var (part, changed) = program.PartialForward(rows, layout.Whole(state, inputs.Tokens.Query), inputs.Slow);
                return (part.MoveToOuterDisposeScope(), [.. state[..layout.Weights], .. TensorArrays.MoveOut(changed)], []);
            default:
                var (tokens, after) = new TokenSteps(program, inputs).Run(program.Primal, TokenByToken.Rows(rows, inputs.History), state, segment.Start);
                TensorArrays.MoveOut(TensorArrays.Without(after, state));
                return (tokens.MoveToOuterDisposeScope(), after, []);
        }
    }
}
