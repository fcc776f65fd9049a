namespace Ttt.Layers;

/// <summary>The states that segments start from, as one flat list of tensors that a graph node can keep.</summary>
sealed class ScanTape
{
    readonly List<int[]> _places = [];
    readonly List<Tensor> _tensors = [];

    /// <summary>How many tensors are kept.</summary>
    internal int Count { get; }

    /// <summary>Lays out the states; tensors that several segments share are kept once.</summary>
    internal ScanTape(List<Tensor[]> states)
    {
        var known = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        foreach (var state in states)
            _places.Add([.. state.Select(tensor =>
            {
                if (known.TryGetValue(tensor, out var place)) return place;
                _tensors.Add(tensor);
                return known[tensor] = _tensors.Count - 1;
            })]);
        Count = _tensors.Count;
    }

    /// <summary>The tensors to keep.</summary>
    internal IEnumerable<Tensor> Tensors => _tensors;

    /// <summary>Drops the tensors: from here on the node keeps them.</summary>
    internal ScanTape Release()
    {
        _tensors.Clear();
        return this;
    }

    /// <summary>The states again, from the kept tensors.</summary>
    internal List<Tensor[]> Read(IReadOnlyList<Tensor> kept) => [.. _places.Select(places => (Tensor[])[.. places.Select(place => kept[place])])];
}
