using TorchSharp.Modules;

namespace Ttt.Layers;

/// <summary>
/// Weights as <see cref="Autocast"/> rounds them, kept for passes without gradients during which they do not change: one token after another would round all of them
/// for every token.
/// </summary>
public sealed class RoundedWeights : IDisposable
{
    readonly Dictionary<Parameter, Tensor> _rounded = new(ReferenceEqualityComparer.Instance);

    internal Tensor Of(Parameter weight, torch.ScalarType type)
    {
        if (!_rounded.TryGetValue(weight, out var rounded))
            _rounded.Add(weight, rounded = weight.to_type(type).DetachFromDisposeScope());
        return rounded;
    }

    public void Dispose()
    {
        foreach (var tensor in _rounded.Values) tensor.Dispose();
        _rounded.Clear();
    }
}
