namespace TorchSharp;

/// <summary>What a scope owns, in order of arrival. A tensor knows its slot, so adding and removing cost no hashing.</summary>
internal sealed class ScopeItems
{
    private const int CompactAbove = 64;
    private List<IDisposable?> _items = [];

    public int Count { get; private set; }

    public int Add(IDisposable item)
    {
        _items.Add(item);
        Count++;
        return _items.Count - 1;
    }

    public bool Contains(IDisposable item) => _items.Contains(item, ReferenceEqualityComparer.Instance);

    public bool Remove(IDisposable item)
    {
        int slot = item is torch.Tensor tensor ? tensor.ScopeSlot : _items.FindIndex(x => ReferenceEquals(x, item));
        if (slot < 0) return false;
        Count--;
        if (slot == _items.Count - 1) _items.RemoveAt(slot);
        else _items[slot] = null;
        if (_items.Count > CompactAbove && Count < _items.Count / 2) Compact();
        return true;
    }

    public IReadOnlyList<IDisposable> ToList() => [.. _items.OfType<IDisposable>()];

    /// <summary>Hands over everything and starts empty.</summary>
    public List<IDisposable?> TakeAll()
    {
        var all = _items;
        if (Count > 0) _items = [];
        Count = 0;
        return all;
    }

    /// <summary>Takes back the list that <see cref="TakeAll"/> gave out, for its capacity.</summary>
    public void Recycle(List<IDisposable?> emptied)
    {
        if (Count > 0 || ReferenceEquals(emptied, _items)) return;
        emptied.Clear();
        _items = emptied;
    }

    private void Compact()
    {
        int kept = 0;
        for (int slot = 0; slot < _items.Count; slot++)
        {
            var item = _items[slot];
            if (item is null) continue;
            if (item is torch.Tensor tensor) tensor.ScopeSlot = kept;
            _items[kept++] = item;
        }
        _items.RemoveRange(kept, _items.Count - kept);
    }
}
