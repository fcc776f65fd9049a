namespace Ttt.Layers.Tests.Reference;

/// <summary>
/// TTT-Linear by hand, f(x) = x + LN(x W + w): an independent statement of what the compiler derives. Fast: W [B,H,D,D], w [B,H,1,D]; slow: γ, β [H,D].
/// Whole mini-batches are rows from a boundary followed by a boundary.
/// </summary>
sealed class LinearProgram(LayerSizes sizes) : ScanProgram
{
    public override IReadOnlyList<StateSlot> Slots { get; } =
    [
        new("W1", sizes["D"], sizes["D"], SlotKind.Weight), new("b1", 1, sizes["D"], SlotKind.Weight),
        new("W1.sums", sizes["D"], sizes["D"], SlotKind.Sum), new("b1.sums", 1, sizes["D"], SlotKind.Sum),
    ];

    public override IReadOnlyList<string> SlowNames { get; } = ["ttt_norm_weight", "ttt_norm_bias"];

    public override bool HasDual => true;

    public override (Tensor Output, Tensor[] State) Forward(ScanRows rows_BHNb, Tensor[] fast, Tensor[] slow)
    {
        using var scope = torch.NewDisposeScope();
        var outputs = new List<Tensor>();
        for (var n = 0; n < rows_BHNb.Query.size(2); n++)
        {
            var rows = At(rows_BHNb, n);
            var (output, sums) = PartialForward(rows, [.. fast, .. Zeros(fast)], slow);
            outputs.Add(output);
            fast = Boundary(Last(rows), [.. fast, .. sums], slow);
        }
        return (torch.stack(outputs, 2).MoveToOuterDisposeScope(), Out(fast));
    }

    public override Tensor[] States(ScanRows rows_BHNb, Tensor[] fast, Tensor[] slow)
    {
        using var scope = torch.NewDisposeScope();
        var states = new List<Tensor[]>();
        for (var n = 0; n < rows_BHNb.Query.size(2); n++)
        {
            states.Add(fast);
            var rows = At(rows_BHNb, n);
            fast = Boundary(Last(rows), [.. fast, .. PartialForward(rows, [.. fast, .. Zeros(fast)], slow).Changed], slow);
        }
        return Out([.. Enumerable.Range(0, fast.Length).Select(i => torch.stack(states.Select(state => state[i]).ToList(), 2))]);
    }

    public override ScanGradients Backward(ScanRows rows_BHNb, Tensor[] states_BHN, Tensor[] slow, Tensor dOutput, Tensor[] dFast)
    {
        using var scope = torch.NewDisposeScope();
        var parts = new List<ScanGradients>();
        for (var n = rows_BHNb.Query.size(2) - 1; n >= 0; n--)
        {
            var rows = At(rows_BHNb, n);
            Tensor[] fast = [.. states_BHN.Select(state => state.select(2, n))];
            Tensor[] state = [.. fast, .. Zeros(fast)];
            var sums = PartialForward(rows, state, slow).Changed;
            var (dPosition, dState, _) = BoundaryBackward(Last(rows), [.. fast, .. sums], slow, dFast);
            var part = PartialBackward(rows, state, slow, dOutput.select(2, n), dState[2..]);
            part.Rows.Position.narrow(2, part.Rows.Position.size(2) - 1, 1).add_(dPosition);
            dFast = [.. dState[..2].Zip(part.State, (a, b) => a + b)];
            parts.Insert(0, part);
        }
        Tensor stack(Func<ScanRows, Tensor> of) => torch.stack(parts.Select(part => of(part.Rows)).ToList(), 2).MoveToOuterDisposeScope();
        Tensor[] dSlow = [.. Enumerable.Range(0, slow.Length).Select(i => parts.Select(part => part.Slow[i]).Aggregate((a, b) => a + b))];
        return new(Rows(stack(g => g.Query), stack(g => g.Key), stack(g => g.Value), stack(g => g.Gates[0]), stack(g => g.Position)), Out(dFast), Out(dSlow));
    }

    public override (Tensor Output, Tensor[] Changed) PartialForward(ScanRows rows_BHb, Tensor[] state, Tensor[] slow)
    {
        using var scope = torch.NewDisposeScope();
        var (fast, sums) = (state[..2], state[2..]);
        var (q, k, v, rate, position) = (rows_BHb.Query, rows_BHb.Key, rows_BHb.Value, rows_BHb.Gates[0], rows_BHb.Position);
        var (gamma, beta) = (slow[0].unsqueeze(1), slow[1].unsqueeze(1));
        var inner = NormGradient.Of(k.matmul(fast[0]) + fast[1], v - k, gamma, beta);
        var steps = (position * rate.mT * (q.matmul(k.mT) + 1)).tril();
        var z = q.matmul(fast[0]) + fast[1] - position * (q.matmul(sums[0]) + sums[1]) - steps.matmul(inner.Gradient);
        var output = q + gamma * NormGradient.Statistics(z).Normal + beta;
        var scaled = rate * inner.Gradient;
        return (output.MoveToOuterDisposeScope(), Out([sums[0] + k.mT.matmul(scaled), sums[1] + SumRows(scaled)]));
    }

    public override ScanGradients PartialBackward(ScanRows rows_BHb, Tensor[] state, Tensor[] slow, Tensor dOutput, Tensor[] dSums)
    {
        using var scope = torch.NewDisposeScope();
        var (fast, sums) = (state[..2], state[2..]);
        var (q, k, v, rate, position) = (rows_BHb.Query, rows_BHb.Key, rows_BHb.Value, rows_BHb.Gates[0], rows_BHb.Position);
        var (gamma, beta) = (slow[0].unsqueeze(1), slow[1].unsqueeze(1));
        var inner = NormGradient.Of(k.matmul(fast[0]) + fast[1], v - k, gamma, beta);
        var g = inner.Gradient;
        var products = q.matmul(k.mT) + 1;
        var factors = (position * rate.mT).tril();
        var carried = q.matmul(sums[0]) + sums[1];
        var steps = factors * products;
        var (normal, sigma) = NormGradient.Statistics(q.matmul(fast[0]) + fast[1] - position * carried - steps.matmul(g));

        // output branch
        var dZ = NormGradient.Project(gamma * dOutput, normal, sigma);
        var (dGamma, dBeta) = (SumBatch(dOutput * normal), SumBatch(dOutput));
        var dCarried = -position * dZ;
        var dQ = dOutput + dZ.matmul(fast[0].mT) + dCarried.matmul(sums[0].mT);
        var (dW, dB) = (q.mT.matmul(dZ), SumRows(dZ));
        Tensor[] dStart = [dSums[0] + q.mT.matmul(dCarried), dSums[1] + SumRows(dCarried)];
        var dSteps = -dZ.matmul(g.mT).tril();
        var dG = -steps.mT.matmul(dZ);
        var dProducts = dSteps * factors;
        dQ = dQ + dProducts.matmul(k);
        var dK = dProducts.mT.matmul(q);
        var dFactors = dSteps * products;
        var dPosition = (dFactors * rate.mT).sum(-1, keepdim: true) - (dZ * carried).sum(-1, keepdim: true);
        var dRate = (dFactors * position).sum(-2, keepdim: true).mT;

        // accumulation
        var pull = k.matmul(dSums[0]) + dSums[1];
        dG = dG + rate * pull;
        dK = dK + (rate * g).matmul(dSums[0].mT);
        dRate = dRate + (pull * g).sum(-1, keepdim: true);

        // inner gradient
        var (toGamma, toBeta, dTarget, dInner) = inner.Backward(dG, gamma);
        dK = dK - dTarget + dInner.matmul(fast[0].mT);
        return new(
            Rows(
                dQ.MoveToOuterDisposeScope(), dK.MoveToOuterDisposeScope(), dTarget.MoveToOuterDisposeScope(), dRate.MoveToOuterDisposeScope(),
                dPosition.sum([0, 1], keepdim: true).MoveToOuterDisposeScope()),
            Out([dW + k.mT.matmul(dInner), dB + SumRows(dInner), .. dStart]), Out([dGamma + SumBatch(toGamma), dBeta + SumBatch(toBeta)]));
    }

    public override Tensor[] Boundary(Tensor position, Tensor[] state, Tensor[] slow)
    {
        using var scope = torch.NewDisposeScope();
        return Out([.. state[..2].Zip(state[2..], (weight, sum) => weight - position * sum)]);
    }

    public override (Tensor Position, Tensor[] State, Tensor[] Slow) BoundaryBackward(Tensor position, Tensor[] state, Tensor[] slow, Tensor[] dFast)
    {
        using var scope = torch.NewDisposeScope();
        var dPosition = -dFast.Zip(state[2..], (d, sum) => (d * sum).sum()).Aggregate((a, b) => a + b).reshape(1, 1, 1, 1);
        return (dPosition.MoveToOuterDisposeScope(), Out([.. dFast.Select(d => d.alias()), .. dFast.Select(d => -position * d)]), Out([.. slow.Select(parameter => torch.zeros_like(parameter))]));
    }

    public override (Tensor Output, Tensor[] Changed) Primal(ScanRows row_BH1, Tensor[] state, Tensor[] slow)
    {
        using var scope = torch.NewDisposeScope();
        var (fast, sums) = (state[..2], state[2..]);
        var (q, k, v, rate, position) = (row_BH1.Query, row_BH1.Key, row_BH1.Value, row_BH1.Gates[0], row_BH1.Position);
        var (gamma, beta) = (slow[0].unsqueeze(1), slow[1].unsqueeze(1));
        var gradient = NormGradient.Of(k.matmul(fast[0]) + fast[1], v - k, gamma, beta).Gradient;
        Tensor[] next = [sums[0] + rate * k.mT.matmul(gradient), sums[1] + rate * gradient];
        var z = q.matmul(fast[0] - position * next[0]) + fast[1] - position * next[1];
        return ((q + gamma * NormGradient.Statistics(z).Normal + beta).MoveToOuterDisposeScope(), Out(next));
    }

    public override ScanGradients PrimalBackward(ScanRows row_BH1, Tensor[] state, Tensor[] slow, Tensor dOutput, Tensor[] dChanged)
        => PartialBackward(row_BH1, state, slow, dOutput, dChanged);

    public override (Tensor Output, Tensor[] Changed) Decode(ScanRows row_BH1, Tensor[] state, Tensor[] slow) => PartialForward(row_BH1, state, slow);

    static ScanRows At(ScanRows rows, long n)
        => Rows(rows.Query.select(2, n), rows.Key.select(2, n), rows.Value.select(2, n), rows.Gates[0].select(2, n), rows.Position.select(2, n));

    static ScanRows Rows(Tensor query, Tensor key, Tensor value, Tensor rate, Tensor position) => new(query, key, value, [rate], position, null, [], []);

    static Tensor Last(ScanRows rows) => rows.Position.narrow(2, rows.Position.size(2) - 1, 1);

    static Tensor[] Zeros(Tensor[] fast) => [.. fast.Select(weight => torch.zeros_like(weight))];

    static Tensor SumRows(Tensor x) => x.sum(-2, keepdim: true);

    static Tensor SumBatch(Tensor x) => x.sum([0, 2]);

    static Tensor[] Out(Tensor[] tensors)
    {
        foreach (var tensor in tensors) tensor.MoveToOuterDisposeScope();
        return tensors;
    }
}
