using System.Numerics;

namespace Ttt.Models;

/// <summary>
/// A shuffled order of 0 … count − 1 without a table: a Feistel network of a few rounds over the next power of four, walked on until it lands below the count
/// (Black and Rogaway, Ciphers with arbitrary finite domains, 2002).
/// </summary>
public readonly struct Permutation
{
    const int Rounds = 6;
    const long Purpose = 0x73687566;
    readonly long count, seed, index;
    readonly int half;

    /// <param name="count">Places to order.</param>
    /// <param name="seed">Decides the order.</param>
    /// <param name="index">One of many orders of the same seed.</param>
    public Permutation(long count, long seed, long index)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        (this.count, this.seed, this.index) = (count, seed, index);
        half = (BitOperations.Log2((ulong)count) + 2) / 2;
    }

    /// <summary>What stands at a place.</summary>
    public long this[long place]
    {
        get
        {
            do
                place = Encrypt(place);
            while (place >= count);
            return place;
        }
    }

    long Encrypt(long place)
    {
        var mask = (1L << half) - 1;
        var (left, right) = (place >> half, place & mask);
        for (var round = 0; round < Rounds; round++)
            (left, right) = (right, left ^ ((long)RandomStream.For(seed, Purpose + round, index ^ (right << 20)).Next() & mask));
        return (left << half) | right;
    }
}
