using System.Collections.Generic;

namespace Ttt.Generators.Emit;

/// <summary>Where a kernel finds its inputs and puts its outputs: the places of the names in the arrays it is given.</summary>
internal sealed class KernelSignature(IEnumerable<string> inputs, IEnumerable<string> outputs, IEnumerable<string> slow)
{
    public IReadOnlyDictionary<string, int> Inputs { get; } = Places(inputs);

    public IReadOnlyDictionary<string, int> Outputs { get; } = Places(outputs);

    public IReadOnlyDictionary<string, int> Slow { get; } = Places(slow);

    private static Dictionary<string, int> Places(IEnumerable<string> names)
    {
        var places = new Dictionary<string, int>();
        foreach (var name in names)
            places[name] = places.Count;
        return places;
    }
}
