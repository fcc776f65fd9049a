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
        var whole_BHTv = Whole(program, inputs, plan);
        var outputs = new List<Tensor>();
        foreach (var segment in plan)
        {
            var (output, next, kept) = Step(program, inputs, segment, state, keep: tape is not null, whole_BHTv);
            tape?.Add(new Checkpoint(state, kept));
            if (output is not null) outputs.Add(output);
            if (tape is null) TensorArrays.Dispose(TensorArrays.Without(state, [.. next, .. inputs.State]));
            state = next;
        }
        return new ScanResult(whole_BHTv ?? TensorArrays.Join(outputs), state);
    }

    // Kernels write where the outputs of several segments belong: nothing has to be joined.
    static Tensor? Whole(ScanProgram program, ScanInputs inputs, List<Segment> plan)
    {
        if (program.Kernels is not { } kernels || plan.Count(segment => segment.Rows > 0) < 2) return null;
        var query = inputs.Tokens.Query;
        return torch.empty([query.size(0), query.size(1), query.size(2), kernels.OutputColumns], dtype: query.dtype, device: query.device);
    }

    static (Tensor? Output, Tensor[] State, Tensor[] Kept) Step(ScanProgram program, ScanInputs inputs, Segment segment, Tensor[] state, bool keep, Tensor? whole_BHTv)
    {
        using var scope = torch.NewDisposeScope();
        var layout = program.Layout;
        if (segment.Kind == SegmentKind.Boundary)
            return (null, TensorArrays.MoveOut(program.Boundary(SegmentRows.LastPosition(inputs, segment), layout.Whole(state, inputs.Tokens.Query), inputs.Slow)), []);
        var rows = SegmentRows.Of(inputs, segment);
        var place = whole_BHTv is null ? null : SegmentRows.View(whole_BHTv, segment);
        switch (segment.Kind)
        {
            case SegmentKind.Block:
                var (output, next, kept) = program.Block(rows, state, inputs.Slow, keep, place);
                return (Placed(output), TensorArrays.MoveOut(next), TensorArrays.MoveOut(kept));
            case SegmentKind.Part:
                var (part, changed) = program.PartialForward(rows, layout.Whole(state, inputs.Tokens.Query), inputs.Slow);
                return (Placed(part), [.. state[..layout.Weights], .. TensorArrays.MoveOut(changed)], []);
            default:
                var (tokens, after) = new TokenSteps(program, inputs).Run(program.Primal, TokenByToken.Rows(rows, inputs.History), state, segment.Start);
                TensorArrays.MoveOut(TensorArrays.Without(after, state));
                return (Placed(tokens), after, []);
        }

        Tensor? Placed(Tensor output)
        {
            if (place is null) return SegmentRows.Flatten(output, segment).MoveToOuterDisposeScope();
            if (!ReferenceEquals(output, place)) place.copy_(output);
            return null;
        }
    }
}
