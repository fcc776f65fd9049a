using Ttt.Layers;

namespace Ttt.Models;

/// <summary>Runs a layer's scan on given inputs, as a whole or from boundary to boundary.</summary>
sealed class InnerRun
{
    readonly TttLayer layer;
    readonly int period;
    readonly (string Name, Tensor Value)[] fast, slow;

    public InnerRun(TttLayer layer, int period)
    {
        (this.layer, this.period) = (layer, period);
        (string, Tensor)[] declared(ParameterKind kind) =>
            [.. layer.Description.Parameters.Where(p => p.Kind == kind && p.Scope is ParameterScope.InnerModel or ParameterScope.Loss).Select(p => (p.Name, (Tensor)layer.get_parameter(p.Name)!))];
        (fast, slow) = (declared(ParameterKind.Fast), declared(ParameterKind.Slow));
    }

    /// <summary>The parameters that the recurrence uses.</summary>
    public IEnumerable<(string Name, Tensor Value)> Parameters => fast.Concat(slow);

    /// <summary>Outputs [B,H,T,Dv] of all tokens, differentiable.</summary>
    public Tensor Whole(IReadOnlyDictionary<string, Tensor> inputs)
    {
        var tokens = inputs["XQ"].shape[2];
        return Run(inputs, 0, tokens, Initial(inputs["XQ"].shape[0]), keepState: false).Output;
    }

    /// <summary>The weights after every whole mini-batch, and after the tail: boundary weights minus τ_k times what has accumulated.</summary>
    public void AddStates(IReadOnlyDictionary<string, Tensor> inputs, Dictionary<string, Tensor> results)
    {
        using var noGradient = torch.no_grad();
        var tokens = inputs["XQ"].shape[2];
        var weights = Initial(inputs["XQ"].shape[0]);
        var after = new List<Tensor[]>();
        for (var start = 0L; start + period <= tokens; start += period)
        {
            weights = Run(inputs, start, period, weights, keepState: true).State;
            after.Add(weights);
        }
        for (var i = 0; i < fast.Length; i++)
        {
            if (after.Count > 0)
                results[$"out.state_full.{fast[i].Name}"] = weights[i].clone();
            if (after.Count > 1)
                results[$"out.state_after_each.{fast[i].Name}"] = torch.stack([.. after.Select(w => w[i])], 0);
        }
        var rows = tokens % period;
        if (rows > 0)
            AddTail(Run(inputs, tokens - rows, rows, weights, keepState: true), inputs["token_idx"].narrow(0, rows - 1, 1), results);
    }

    void AddTail(ScanResult tail, Tensor factor, Dictionary<string, Tensor> results)
    {
        for (var i = 0; i < fast.Length; i++)
        {
            results[$"out.tail_accum.{fast[i].Name}"] = tail.State[fast.Length + i].clone();
            results[$"out.state_tail.{fast[i].Name}"] = tail.State[i] - factor * tail.State[fast.Length + i];
        }
    }

    ScanResult Run(IReadOnlyDictionary<string, Tensor> inputs, long start, long length, Tensor[] weights, bool keepState)
    {
        Tensor slice(string name) => inputs[name].narrow(2, start, length);
        var rows = new ScanRows(slice("XQ"), slice("XK"), slice("XV"), [slice("lr").unsqueeze(-1)], Factors(inputs["token_idx"], length), null, [], []);
        return layer.RunScan(new ScanInputs(rows, weights, [.. slow.Select(s => s.Value)], period, 0, 0, keepState));
    }

    // τ repeats with every mini-batch; runs start at a boundary
    Tensor Factors(Tensor factors, long length)
    {
        var periods = (int)((length + period - 1) / period);
        return torch.cat([.. Enumerable.Repeat(factors, periods)], 0).narrow(0, 0, length);
    }

    Tensor[] Initial(long batch) => [.. fast.Select(f => f.Value.unsqueeze(0).expand([batch, .. f.Value.shape]))];
}
