namespace Ttt.Layers;

/// <summary>Runs a whole scan one token after the other, under ordinary autograd where the step allows it: the definition.</summary>
static class TokenByToken
{
    internal static ScanResult Run(ScanProgram program, TokenStep step, ScanInputs inputs)
    {
        using var scope = torch.NewDisposeScope();
        var rows = Rows(SegmentRows.Columns(inputs), inputs.History);
        var (output, state) = program.ReadsEnd ? ReadEnds(program, step, rows, inputs) : new TokenSteps(program, inputs).Run(step, rows, inputs.State, 0);
        return TensorArrays.MoveOut(new ScanResult(output, state), inputs);
    }

    // Splitting once has one backward over the whole tensor; slicing token by token would have one of full length each.
    internal static ScanRows[] Rows(ScanRows columns, int history)
    {
        var count = columns.Query.size(2);
        Tensor[] tokens(Tensor all) => all.split(1, 2);
        Tensor[] keys(Tensor all) => history == 0 ? tokens(all) : [.. Enumerable.Range(0, (int)count).Select(t => all.narrow(2, t, history + 1))];
        var split = SplitEach(columns, tokens, keys);
        return [.. Enumerable.Range(0, (int)count).Select(t => TokenTensors.With(columns, [.. split.Select(all => all[t])]))];
    }

    static List<Tensor[]> SplitEach(ScanRows rows, Func<Tensor, Tensor[]> tokens, Func<Tensor, Tensor[]> keys) =>
    [
        tokens(rows.Query), keys(rows.Key), keys(rows.Value), .. rows.Gates.Select(tokens), tokens(rows.Position),
        .. rows.Weight is { } weight ? [keys(weight)] : Array.Empty<Tensor[]>(), .. rows.QueryPast.Select(tokens), .. rows.KeyPast.Select(keys),
    ];

    // Every mini-batch learns from all its tokens before any of them is answered; the last one may be shorter.
    static (Tensor Output, Tensor[] State) ReadEnds(ScanProgram program, TokenStep step, ScanRows[] rows, ScanInputs inputs)
    {
        var (state, outputs, layout) = (inputs.State, new List<Tensor>(), program.Layout);
        var length = (int)(inputs.Period ?? rows.Length);
        for (var start = 0; start < rows.Length; start += length)
        {
            var own = rows[start..Math.Min(start + length, rows.Length)];
            var open = new TokenSteps(program, inputs with { Period = null, Offset = 1 });
            var (_, learned) = open.Run(step, own, state, 0);
            state = program.Boundary(own[^1].Position, learned, inputs.Slow);
            foreach (var row in own) outputs.Add(program.Read(row, layout.Whole(state, row.Query), inputs.Slow));
        }
        return (TensorArrays.Join(outputs), state);
    }
}
