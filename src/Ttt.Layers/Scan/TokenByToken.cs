namespace Ttt.Layers;

/// <summary>One token of a scan: its output and the sums after it.</summary>
delegate (Tensor Output, Tensor[] Sums) TokenStep(ScanRows row_BH1, Tensor[] fast, Tensor[] sums, Tensor[] slow);

/// <summary>Runs a scan one token after the other, under ordinary autograd where the step allows it.</summary>
static class TokenByToken
{
    internal static ScanResult Run(ScanProgram program, TokenStep step, ScanInputs inputs)
    {
        using var scope = torch.NewDisposeScope();
        var (fast, sums) = (inputs.Fast, inputs.Sums);
        var rows = Rows(inputs);
        var outputs = new List<Tensor>();
        for (var t = 0; t < rows.Length; t++)
        {
            using var token = torch.NewDisposeScope();
            var (output, next) = step(rows[t], fast, sums ?? TensorArrays.ZerosLike(fast), inputs.Slow);
            outputs.Add(output.MoveToOuterDisposeScope());
            if (sums != inputs.Sums) TensorArrays.Dispose(sums);
            sums = TensorArrays.MoveOut(next);
            if ((inputs.Offset + t + 1) % (inputs.Period ?? long.MaxValue) != 0) continue;
            var past = TensorArrays.MoveOut(program.Boundary(rows[t].Position, fast, sums));
            TensorArrays.Dispose(sums);
            if (fast != inputs.Fast) TensorArrays.Dispose(fast);
            (fast, sums) = (past, null);
        }
        return TensorArrays.MoveOut(new ScanResult(TensorArrays.Join(outputs), fast, sums), inputs);
    }

    // Splitting once has one backward over the whole tensor; slicing token by token would have one of full length each.
    static ScanRows[] Rows(ScanInputs inputs)
    {
        var (query, key, value) = (inputs.Query.split(1, 2), inputs.Key.split(1, 2), inputs.Value.split(1, 2));
        var rate = inputs.Rate.unsqueeze(-1).split(1, 2);
        var position = inputs.Position.reshape(1, 1, -1, 1).split(1, 2);
        return [.. query.Select((q, t) => new ScanRows(q, key[t], value[t], rate[t], position[t]))];
    }
}
