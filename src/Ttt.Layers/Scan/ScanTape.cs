namespace Ttt.Layers;

/// <summary>The states that segments start from, as one flat list of tensors that a graph node can keep.</summary>
sealed class ScanTape
{
    const int Absent = -1;
    readonly List<(int Fast, int Sums)> _places = [];
    readonly List<Tensor[]> _arrays = [];

    /// <summary>How many tensors are kept.</summary>
    internal int Count { get; private set; }

    /// <summary>Lays out the states; arrays that several segments share are kept once.</summary>
    internal ScanTape(List<SegmentState> states)
    {
        foreach (var state in states) _places.Add((Place(state.Fast), state.Sums is null ? Absent : Place(state.Sums)));
    }

    /// <summary>The tensors to keep.</summary>
    internal IEnumerable<Tensor> Tensors => _arrays.SelectMany(array => array);

    /// <summary>Drops the tensors: from here on the node keeps them.</summary>
    internal ScanTape Release()
    {
        _arrays.Clear();
        return this;
    }

    /// <summary>The states again, from the kept tensors.</summary>
    internal List<SegmentState> Read(IReadOnlyList<Tensor> kept, int fastCount)
    {
        Tensor[] array(int place) => [.. kept.Skip(place * fastCount).Take(fastCount)];
        return [.. _places.Select(place => new SegmentState(array(place.Fast), place.Sums == Absent ? null : array(place.Sums)))];
    }

    int Place(Tensor[] array)
    {
        var place = _arrays.FindIndex(known => ReferenceEquals(known, array));
        if (place >= 0) return place;
        _arrays.Add(array);
        Count += array.Length;
        return _arrays.Count - 1;
    }
}
