namespace Ttt.Layers.Tests.Reference;

/// <summary>
/// TTT-Linear by hand, f(x) = x + LN(x W + w): an independent statement of what the compiler derives. Fast: W [B,H,D,D], w [B,H,1,D]; slow: γ, β [H,D].
/// Whole mini-batches are rows from a boundary followed by a boundary.
/// </summary>
sealed class LinearProgram : ScanProgram
{
    public override bool HasDual => true;

    public override (Tensor Output, Tensor[] Fast) Forward(ScanRows rows_BHNb, Tensor[] fast, Tensor[] slow)
    {
        using var scope = torch.NewDisposeScope();
        var outputs = new List<Tensor>();
        for (var n = 0; n < rows_BHNb.Query.size(2); n++)
        {
            var rows = At(rows_BHNb, n);
            var (output, sums) = PartialForward(rows, fast, Zeros(fast), slow);
            outputs.Add(output);
            fast = Boundary(Last(rows), fast, sums);
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
            fast = Boundary(Last(rows), fast, PartialForward(rows, fast, Zeros(fast), slow).Sums);
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
            var sums = PartialForward(rows, fast, Zeros(fast), slow).Sums;
            var (dPosition, dStart, dSums) = BoundaryBackward(Last(rows), fast, sums, dFast);
            var part = PartialBackward(rows, fast, Zeros(fast), slow, dOutput.select(2, n), dSums);
            part.Position.narrow(2, part.Position.size(2) - 1, 1).add_(dPosition);
            dFast = [.. dStart.Zip(part.Fast, (a, b) => a + b)];
            parts.Insert(0, part);
        }
        Tensor stack(Func<ScanGradients, Tensor> of) => torch.stack(parts.Select(of).ToList(), 2).MoveToOuterDisposeScope();
        Tensor[] dSlow = [.. Enumerable.Range(0, slow.Length).Select(i => parts.Select(part => part.Slow[i]).Aggregate((a, b) => a + b))];
        return new(stack(g => g.Query), stack(g => g.Key), stack(g => g.Value), stack(g => g.Rate), stack(g => g.Position), Out(dFast), [], Out(dSlow));
    }

    public override (Tensor Output, Tensor[] Sums) PartialForward(ScanRows rows_BHb, Tensor[] fast, Tensor[] sums, Tensor[] slow)
    {
        using var scope = torch.NewDisposeScope();
        var (q, k, v, rate, position) = rows_BHb;
        var (gamma, beta) = (slow[0].unsqueeze(1), slow[1].unsqueeze(1));
        var inner = NormGradient.Of(k.matmul(fast[0]) + fast[1], v - k, gamma, beta);
        var steps = (position * rate.mT * (q.matmul(k.mT) + 1)).tril();
        var z = q.matmul(fast[0]) + fast[1] - position * (q.matmul(sums[0]) + sums[1]) - steps.matmul(inner.Gradient);
        var output = q + gamma * NormGradient.Statistics(z).Normal + beta;
        var scaled = rate * inner.Gradient;
        return (output.MoveToOuterDisposeScope(), Out([sums[0] + k.mT.matmul(scaled), sums[1] + SumRows(scaled)]));
    }

    public override ScanGradients PartialBackward(ScanRows rows_BHb, Tensor[] fast, Tensor[] sums, Tensor[] slow, Tensor dOutput, Tensor[] dSums)
    {
        using var scope = torch.NewDisposeScope();
        var (q, k, v, rate, position) = rows_BHb;
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
            dQ.MoveToOuterDisposeScope(), dK.MoveToOuterDisposeScope(), dTarget.MoveToOuterDisposeScope(), dRate.MoveToOuterDisposeScope(),
            dPosition.sum([0, 1], keepdim: true).MoveToOuterDisposeScope(),
            Out([dW + k.mT.matmul(dInner), dB + SumRows(dInner)]), Out(dStart), Out([dGamma + SumBatch(toGamma), dBeta + SumBatch(toBeta)]));
    }

    public override Tensor[] Boundary(Tensor position, Tensor[] fast, Tensor[] sums)
    {
        using var scope = torch.NewDisposeScope();
        return Out([.. fast.Zip(sums, (weight, sum) => weight - position * sum)]);
    }

    public override (Tensor Position, Tensor[] Fast, Tensor[] Sums) BoundaryBackward(Tensor position, Tensor[] fast, Tensor[] sums, Tensor[] dFast)
    {
        using var scope = torch.NewDisposeScope();
        var dPosition = -dFast.Zip(sums, (d, sum) => (d * sum).sum()).Aggregate((a, b) => a + b).reshape(1, 1, 1, 1);
        return (dPosition.MoveToOuterDisposeScope(), Out([.. dFast.Select(d => d.alias())]), Out([.. dFast.Select(d => -position * d)]));
    }

    public override (Tensor Output, Tensor[] Sums) Primal(ScanRows row_BH1, Tensor[] fast, Tensor[] sums, Tensor[] slow)
    {
        using var scope = torch.NewDisposeScope();
        var (q, k, v, rate, position) = row_BH1;
        var (gamma, beta) = (slow[0].unsqueeze(1), slow[1].unsqueeze(1));
        var gradient = NormGradient.Of(k.matmul(fast[0]) + fast[1], v - k, gamma, beta).Gradient;
        Tensor[] next = [sums[0] + rate * k.mT.matmul(gradient), sums[1] + rate * gradient];
        var z = q.matmul(fast[0] - position * next[0]) + fast[1] - position * next[1];
        return ((q + gamma * NormGradient.Statistics(z).Normal + beta).MoveToOuterDisposeScope(), Out(next));
    }

    public override (Tensor Output, Tensor[] Sums) Decode(ScanRows row_BH1, Tensor[] fast, Tensor[] sums, Tensor[] slow)
        => PartialForward(row_BH1, fast, sums, slow);

    static ScanRows At(ScanRows rows, long n)
        => new(rows.Query.select(2, n), rows.Key.select(2, n), rows.Value.select(2, n), rows.Rate.select(2, n), rows.Position.select(2, n));

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
