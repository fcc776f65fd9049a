#nullable disable // as in TorchSharp: the recorded signatures say nothing of null

using System.Collections;
using System.Runtime.InteropServices;

namespace TorchSharp.Utils;

/// <summary>A dictionary that remembers the order in which keys came in; iterates over (key, value) tuples.</summary>
public class OrderedDict<TKey, TValue> : IDictionary<TKey, TValue>, IList<(TKey, TValue)>
{
    readonly List<(TKey Key, TValue Value)> list = [];
    readonly Dictionary<TKey, int> places = [];

    public int Count => list.Count;

    public bool IsReadOnly => false;

    public ICollection<TKey> Keys => list.ConvertAll(entry => entry.Key);

    public ICollection<TValue> Values => list.ConvertAll(entry => entry.Value);

    public IEnumerable<TKey> keys() => Keys;

    public IEnumerable<TValue> values() => Values;

    public IEnumerator<(TKey, TValue)> items() => GetEnumerator();

    public (TKey, TValue) this[int index]
    {
        get => list[index];
        set
        {
            var old = list[index].Key;
            if (!places.Comparer.Equals(old, value.Item1) && places.ContainsKey(value.Item1))
                throw new ArgumentException($"An item with the same key has already been added. Key: {value.Item1}");
            places.Remove(old);
            places[value.Item1] = index;
            list[index] = value;
        }
    }

    public TValue this[TKey key]
    {
        get => places.TryGetValue(key, out var place) ? list[place].Value : throw new KeyNotFoundException($"The given key '{key}' was not present in the dictionary.");
        set
        {
            if (places.TryGetValue(key, out var place))
                list[place] = (key, value);
            else
                Add(key, value);
        }
    }

    public void Add(TKey key, TValue value) => Insert(list.Count, (key, value));

    public void Add((TKey, TValue) item) => Insert(list.Count, item);

    public void Add(KeyValuePair<TKey, TValue> item) => Insert(list.Count, (item.Key, item.Value));

    public void Insert(int index, (TKey, TValue) item)
    {
        places.Add(item.Item1, index);
        list.Insert(index, item);
        Renumber(index + 1);
    }

    public bool ContainsKey(TKey key) => places.ContainsKey(key);

    public bool Contains((TKey, TValue) item) => list.Contains(item);

    public bool Contains(KeyValuePair<TKey, TValue> item) => list.Contains((item.Key, item.Value));

    public int IndexOf((TKey, TValue) item) => list.IndexOf(item);

    public bool TryGetValue(TKey key, out TValue value)
    {
        var found = places.TryGetValue(key, out var place);
        value = found ? list[place].Value : default;
        return found;
    }

    public bool Remove(TKey key)
    {
        if (!places.TryGetValue(key, out var place))
            return false;
        RemoveAt(place);
        return true;
    }

    public bool Remove((TKey, TValue) item)
    {
        var place = list.IndexOf(item);
        if (place >= 0)
            RemoveAt(place);
        return place >= 0;
    }

    public bool Remove(KeyValuePair<TKey, TValue> item) => Remove((item.Key, item.Value));

    public void RemoveAt(int index)
    {
        places.Remove(list[index].Key);
        list.RemoveAt(index);
        Renumber(index);
    }

    public void Clear()
    {
        list.Clear();
        places.Clear();
    }

    public void clear() => Clear();

    public void CopyTo((TKey, TValue)[] array, int arrayIndex) => list.CopyTo(array, arrayIndex);

    public void CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex)
    {
        foreach (var (key, value) in list)
            array[arrayIndex++] = KeyValuePair.Create(key, value);
    }

    public IEnumerator<(TKey, TValue)> GetEnumerator() => list.GetEnumerator();

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator()
        => list.Select(entry => KeyValuePair.Create(entry.Key, entry.Value)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => list.GetEnumerator();

    void Renumber(int from)
    {
        for (var i = from; i < list.Count; i++)
            CollectionsMarshal.GetValueRefOrAddDefault(places, list[i].Key, out _) = i;
    }
}
