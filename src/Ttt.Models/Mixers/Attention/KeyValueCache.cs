namespace Ttt.Models;

/// <summary>
/// Keys and values of a sequence at the start of larger memory, so that a token is appended without copying those before it. Several states may share the memory:
/// the first to append takes the free part, any other one gets a copy, so that no state ever changes.
/// </summary>
sealed class KeyValueCache : IDisposable
{
    const long LeastCapacity = 64;

    readonly Tensor keys_BGCD, values_BGCD;
    readonly Filled filled;

    KeyValueCache(Tensor keys_BGCD, Tensor values_BGCD, Filled filled, long length)
        => (this.keys_BGCD, this.values_BGCD, this.filled, Length) = (keys_BGCD.DetachFromDisposeScope(), values_BGCD.DetachFromDisposeScope(), filled, length);

    /// <summary>Tokens held.</summary>
    public long Length { get; }

    /// <summary>The memory of the keys, of which the first tokens count.</summary>
    public Tensor KeyMemory => keys_BGCD;

    /// <summary>The memory of the values, likewise.</summary>
    public Tensor ValueMemory => values_BGCD;

    /// <summary>[B,G,n,D], a view.</summary>
    public Tensor Keys => keys_BGCD.narrow(2, 0, Length);

    /// <summary>[B,G,n,D], a view.</summary>
    public Tensor Values => values_BGCD.narrow(2, 0, Length);

    /// <summary>The tokens of a state and new ones.</summary>
    /// <param name="own">The state's own memory; null where it has none.</param>
    /// <param name="past">The state's keys and values.</param>
    /// <param name="next">The new ones.</param>
    public static KeyValueCache Append(KeyValueCache? own, (Tensor Key, Tensor Value) past, (Tensor Key, Tensor Value) next)
    {
        var (before, length) = (past.Key.size(2), past.Key.size(2) + next.Key.size(2));
        if (own is not null && length <= own.keys_BGCD.size(2) && own.filled.Take(before, length))
            return Write(new(own.keys_BGCD.alias(), own.values_BGCD.alias(), own.filled, length), next, before);
        Tensor grown(Tensor x_BGnD)
        {
            var shape = x_BGnD.shape;
            shape[2] = Math.Max(LeastCapacity, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)length));
            var memory = torch.empty(shape, dtype: x_BGnD.dtype, device: x_BGnD.device);
            memory.narrow(2, 0, before).copy_(x_BGnD);
            return memory;
        }
        return Write(new(grown(past.Key), grown(past.Value), new(length), length), next, before);
    }

    public void Dispose()
    {
        keys_BGCD.Dispose();
        values_BGCD.Dispose();
    }

    static KeyValueCache Write(KeyValueCache cache, (Tensor Key, Tensor Value) next, long at)
    {
        cache.keys_BGCD.narrow(2, at, cache.Length - at).copy_(next.Key);
        cache.values_BGCD.narrow(2, at, cache.Length - at).copy_(next.Value);
        return cache;
    }

    /// <summary>How much of the memory states have written to.</summary>
    sealed class Filled(long length)
    {
        long tokens = length;

        /// <summary>Takes what follows, unless somebody else has.</summary>
        public bool Take(long from, long to) => Interlocked.CompareExchange(ref tokens, to, from) == from;
    }
}
