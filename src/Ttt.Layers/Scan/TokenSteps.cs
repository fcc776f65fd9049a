namespace Ttt.Layers;

/// <summary>One token of a scan: its output and the state after it but for the weights.</summary>
delegate (Tensor Output, Tensor[] Changed) TokenStep(ScanRows row_BH1, Tensor[] state, Tensor[] slow);

/// <summary>Runs tokens one after the other, boundaries among them, and back again.</summary>
sealed class TokenSteps(ScanProgram program, ScanInputs inputs)
{
    readonly StateLayout _layout = program.Layout;

    /// <summary>Outputs [B,H,T,Dv] and the state after the tokens of a segment. Nothing of the state it starts from is freed.</summary>
    /// <param name="step">The program of a token.</param>
    /// <param name="rows">The tokens' rows, τ as a column.</param>
    /// <param name="state">The state they start from.</param>
    /// <param name="first">Their place in the scan.</param>
    /// <param name="tape">Receives the whole state before every token; the caller frees them.</param>
    internal (Tensor Output, Tensor[] State) Run(TokenStep step, ScanRows[] rows, Tensor[] state, long first, List<Tensor[]>? tape = null)
    {
        using var scope = torch.NewDisposeScope();
        var (start, outputs) = (state, new List<Tensor>());
        for (var t = 0; t < rows.Length; t++)
        {
            using var token = torch.NewDisposeScope();
            var whole = _layout.Whole(state, rows[t].Query);
            tape?.Add(whole);
            var (output, changed) = step(rows[t], whole, inputs.Slow);
            outputs.Add(output.MoveToOuterDisposeScope());
            Tensor[] next = [.. whole[.._layout.Weights], .. changed];
            if (EndsMiniBatch(first + t)) next = program.Boundary(rows[t].Position, next, inputs.Slow);
            TensorArrays.MoveOut(TensorArrays.Without(tape is null ? next : [.. next, .. whole], state));
            if (tape is null) TensorArrays.Dispose(TensorArrays.Without(state, [.. next, .. start]));
            state = next;
        }
        var result = TensorArrays.Join(outputs).MoveToOuterDisposeScope();
        TensorArrays.MoveOut(TensorArrays.Without([.. (tape ?? []).SelectMany(before => before), .. state], start));
        return (result, state);
    }

    /// <summary>Gradients of <see cref="Run"/>, token by token from its end. <paramref name="dState"/> is that of the state after the tokens.</summary>
    internal (List<ScanGradients> Tokens, Tensor[] DState) Back(ScanRows[] rows, List<Tensor[]> states, Tensor dOutput, Tensor[] dState, long first)
    {
        var gradients = new List<ScanGradients>();
        for (var t = rows.Length - 1; t >= 0; t--)
        {
            using var token = torch.NewDisposeScope();
            var (state, position) = (states[t], rows[t].Position);
            Tensor? dPosition = null;
            Tensor[] dSlow = [];
            if (EndsMiniBatch(first + t))
            {
                var (_, changed) = program.Primal(rows[t], state, inputs.Slow);
                (dPosition, dState, dSlow) = program.BoundaryBackward(position, [.. state[.._layout.Weights], .. changed], inputs.Slow, dState);
            }
            var own = program.PrimalBackward(rows[t], state, inputs.Slow, dOutput.narrow(2, t, 1), dState[_layout.Weights..]);
            // The weights go on to the next token beside what the step reads of them.
            Tensor[] before = [.. own.State.Select((d, i) => i < _layout.Weights ? d + dState[i] : d)];
            if (dPosition is not null) own = own with { Rows = own.Rows with { Position = own.Rows.Position + dPosition }, Slow = TensorArrays.Sum(own.Slow, dSlow) };
            foreach (var tensor in (Tensor[])[.. TokenTensors.Of(own.Rows), .. own.Slow, .. before]) tensor.MoveToOuterDisposeScope();
            gradients.Add(own);
            dState = _layout.AtBoundary < _layout.Count && StartsMiniBatch(first + t) ? before[.._layout.AtBoundary] : before;
        }
        gradients.Reverse();
        return (gradients, dState);
    }

    bool EndsMiniBatch(long token) => inputs.Period is { } period && (inputs.Offset + token + 1) % period == 0;

    bool StartsMiniBatch(long token) => inputs.Period is { } period ? (inputs.Offset + token) % period == 0 : inputs.Offset + token == 0;
}
