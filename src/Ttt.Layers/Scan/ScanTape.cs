namespace Ttt.Layers;

/// <summary>What backward reads of a segment.</summary>
/// <param name="State">The state that it starts from.</param>
/// <param name="Kept">What forward kept beside it.</param>
readonly record struct Checkpoint(Tensor[] State, Tensor[] Kept);

/// <summary>The checkpoints of a scan as one flat list of tensors that a graph node can keep.</summary>
sealed class ScanTape
{
    readonly List<(int[] State, int[] Kept)> _places = [];
    readonly List<Tensor> _tensors = [];
    readonly Dictionary<Tensor, int> _known = new(ReferenceEqualityComparer.Instance);

    /// <summary>How many tensors are kept.</summary>
    internal int Count { get; }

    /// <summary>Lays out the checkpoints; tensors that several of them share are kept once.</summary>
    internal ScanTape(List<Checkpoint> checkpoints)
    {
        foreach (var (state, kept) in checkpoints) _places.Add((Places(state), Places(kept)));
        Count = _tensors.Count;
    }

    /// <summary>The tensors to keep.</summary>
    internal IEnumerable<Tensor> Tensors => _tensors;

    /// <summary>Drops the tensors: from here on the node keeps them.</summary>
    internal ScanTape Release()
    {
        _tensors.Clear();
        _known.Clear();
        return this;
    }

    /// <summary>The checkpoints again, from the kept tensors.</summary>
    internal List<Checkpoint> Read(IReadOnlyList<Tensor> kept)
        => [.. _places.Select(places => new Checkpoint([.. places.State.Select(place => kept[place])], [.. places.Kept.Select(place => kept[place])]))];

    int[] Places(Tensor[] tensors) => [.. tensors.Select(tensor =>
    {
        if (_known.TryGetValue(tensor, out var place)) return place;
        _tensors.Add(tensor);
        return _known[tensor] = _tensors.Count - 1;
    })];
}
