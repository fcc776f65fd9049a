namespace Ttt.Layers;

/// <summary>Runs the segments of a plan in reverse and collects the gradients of everything that entered the scan.</summary>
sealed class BackwardPass
{
    readonly ScanProgram _program;
    readonly ScanInputs _inputs;
    readonly Tensor _dOutput_BHTv;
    ScanRows _total = null!;
    Tensor[] _dSlow = [];

    internal BackwardPass(ScanProgram program, ScanInputs inputs, Tensor dOutput_BHTv) => (_program, _inputs, _dOutput_BHTv) = (program, inputs, dOutput_BHTv);

    /// <summary>The gradients in the order of the scan's tensors, in the caller's scope.</summary>
    /// <param name="plan">The segments of the forward pass.</param>
    /// <param name="tape">The state each of them started from, and what was kept of it.</param>
    /// <param name="dState">The cotangent of the state at the end.</param>
    internal List<Tensor> Run(List<Segment> plan, List<Checkpoint> tape, Tensor[] dState)
    {
        if (plan is [{ IsBlock: true } whole] && _inputs.History == 0) return Whole(whole, tape[0], dState);
        _total = Total();
        _dSlow = TensorArrays.ZerosLike(_inputs.Slow);
        for (var i = plan.Count - 1; i >= 0; i--)
        {
            using var scope = torch.NewDisposeScope();
            var next = Step(plan[i], tape[i].State, tape[i].Kept, dState);
            dState = TensorArrays.MoveOut([.. next.Take(tape[i].State.Length)]);
        }
        var rows = _total with { Position = _total.Position.reshape(-1) };
        return [.. TokenTensors.Of(rows), .. dState, .. _dSlow];
    }

    // One block is all there is: its gradients are the gradients.
    List<Tensor> Whole(Segment segment, Checkpoint start, Tensor[] dState)
    {
        using var scope = torch.NewDisposeScope();
        var block = _program.BlockBackward(SegmentRows.Of(_inputs, segment), start.State, start.Kept, _inputs.Slow, SegmentRows.Slice(_dOutput_BHTv, segment), dState, null);
        var rows = TokenTensors.Map(block.Rows, t => SegmentRows.Flatten(t, segment), t => SegmentRows.Flatten(t, segment));
        rows = rows with { Position = rows.Position.reshape(-1) };
        Tensor[] all = [.. TokenTensors.Of(rows), .. block.State.Take(start.State.Length), .. block.Slow];
        return [.. TensorArrays.MoveOut(all)];
    }

    Tensor[] Step(Segment segment, Tensor[] state, Tensor[] kept, Tensor[] dState)
    {
        var layout = _program.Layout;
        var whole = layout.Whole(state, _inputs.Tokens.Query);
        if (segment.Kind == SegmentKind.Boundary)
        {
            var (dPosition, dBefore, dSlow) = _program.BoundaryBackward(SegmentRows.LastPosition(_inputs, segment), whole, _inputs.Slow, dState);
            _total.Position.narrow(2, segment.Start - 1, 1).add_(dPosition);
            Accumulate(dSlow);
            return dBefore;
        }
        var rows = SegmentRows.Of(_inputs, segment);
        var dOutput = SegmentRows.Slice(_dOutput_BHTv, segment);
        switch (segment.Kind)
        {
            case SegmentKind.Block:
                var places = Places(segment);
                var block = _program.BlockBackward(rows, state, kept, _inputs.Slow, dOutput, dState, places);
                Collect(block, segment, places);
                return block.State;
            case SegmentKind.Part:
                var part = _program.PartialBackward(rows, whole, _inputs.Slow, dOutput, dState[layout.Weights..]);
                Collect(part, segment, Places(segment));
                return [.. part.State.Select((d, i) => i < layout.Weights ? d + dState[i] : d)];
            default:
                return Tokens(segment, state, dState, rows, dOutput);
        }
    }

    Tensor[] Tokens(Segment segment, Tensor[] state, Tensor[] dState, ScanRows rows, Tensor dOutput)
    {
        var (steps, split) = (new TokenSteps(_program, _inputs), TokenByToken.Rows(rows, _inputs.History));
        var states = new List<Tensor[]>();
        steps.Run(_program.Primal, split, state, segment.Start, states);
        var (gradients, before) = steps.Back(split, states, dOutput, dState, segment.Start);
        for (var t = 0; t < gradients.Count; t++)
        {
            var token = new Segment(SegmentKind.Part, segment.Start + t, 1);
            Collect(gradients[t], token, Places(token));
        }
        return before;
    }

    // Rows that one segment alone has a gradient for are written by it; what several add to starts from zero.
    ScanRows Total()
    {
        var like = SegmentRows.Columns(_inputs);
        return TokenTensors.With(_inputs.Tokens, [.. TokenTensors.Of(like).Select(rows => IsShared(rows, like)
            ? torch.zeros(rows.shape, dtype: rows.dtype, device: rows.device)
            : torch.empty(rows.shape, dtype: rows.dtype, device: rows.device))]);
    }

    // τ has boundaries too, keys of a history belong to several mini-batches.
    bool IsShared(Tensor tensor, ScanRows rows)
        => ReferenceEquals(tensor, rows.Position) || _inputs.History > 0 && TokenTensors.Keys(rows).Any(keys => ReferenceEquals(keys, tensor));

    Tensor?[] Places(Segment segment) => [.. TokenTensors.Of(_total).Select(total => IsShared(total, _total) ? null : SegmentRows.View(total, segment))];

    void Collect(ScanGradients gradients, Segment segment, Tensor?[] places)
    {
        var (totals, parts) = (TokenTensors.Of(_total), TokenTensors.Of(gradients.Rows));
        for (var i = 0; i < totals.Length; i++)
            if (places[i] is not { } place) SegmentRows.Add(totals[i], parts[i], segment, ReferenceEquals(totals[i], _total.Position) ? 0 : _inputs.History);
            else if (!ReferenceEquals(parts[i], place)) place.copy_(parts[i]);
        Accumulate(gradients.Slow);
    }

    void Accumulate(Tensor[] dSlow)
    {
        for (var i = 0; i < dSlow.Length; i++) _dSlow[i].add_(dSlow[i]);
    }
}
