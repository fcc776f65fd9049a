namespace Ttt.Layers.Tests.Support;

/// <summary>What a run over some tokens leaves: outputs, final state and gradients.</summary>
sealed record Outcome(Tensor Output, Dictionary<string, Tensor> State, Dictionary<string, Tensor> Gradients);

/// <summary>Runs a layer over tokens in one call or in several that carry the state.</summary>
static class Pieces
{
    /// <summary>Runs the tokens in calls of these lengths and differentiates a weighted sum of all outputs and of the final state.</summary>
    internal static Outcome Run(TttLayer layer, Tensor x_BTC, params int[] lengths)
    {
        layer.zero_grad();
        var x = x_BTC.detach().clone().requires_grad_();
        var (output, state) = Forward(layer, x, lengths);
        using var owned = state;
        var loss = Weighted(output);
        foreach (var (_, tensor) in state.Tensors.OrderBy(entry => entry.Key)) loss = loss + Weighted(tensor);
        loss.backward();
        var gradients = layer.named_parameters().Where(entry => entry.Item2.grad is not null).ToDictionary(entry => entry.Item1, entry => entry.Item2.grad!.clone());
        gradients["x"] = x.grad!.clone();
        return new(output.detach(), state.Tensors.ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone()), gradients);
    }

    /// <summary>Outputs and final state of calls of these lengths.</summary>
    internal static (Tensor Output, TttState State) Forward(TttLayer layer, Tensor x_BTC, params int[] lengths)
    {
        Assert.Equal(x_BTC.size(1), lengths.Sum());
        TttState? state = null;
        var outputs = new List<Tensor>();
        var at = 0;
        foreach (var length in lengths)
        {
            var (output, next) = layer.forward(x_BTC.narrow(1, at, length), state);
            state?.Dispose();
            state = next;
            outputs.Add(output);
            at += length;
        }
        return (torch.cat(outputs, 1), state!);
    }

    internal static void AssertSame(Outcome expected, Outcome actual, double tolerance, string what)
    {
        Near.Equal(expected.Output, actual.Output, tolerance, what + ", output");
        Near.Equal(expected.State, actual.State, tolerance, what + ", state");
        Near.Equal(expected.Gradients, actual.Gradients, tolerance, what + ", gradient");
    }

    /// <summary>A sum with fixed numbers of no symmetry, so that every entry of the gradient matters.</summary>
    internal static Tensor Weighted(Tensor x) => (x * torch.arange(x.numel(), dtype: torch.float64).mul(0.37).sin().to_type(x.dtype).reshape(x.shape)).sum();
}
