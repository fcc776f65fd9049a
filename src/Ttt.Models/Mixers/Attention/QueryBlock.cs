namespace Ttt.Models;

/// <summary>Consecutive queries and the keys that any of them sees. Queries of all heads that share keys count as rows of one product.</summary>
/// <param name="Start">The first query.</param>
/// <param name="Queries">How many there are.</param>
/// <param name="FirstKey">The first key that the first of them sees.</param>
/// <param name="Keys">Keys from there to the one of the last query.</param>
/// <param name="Lead">The keys from <paramref name="FirstKey"/> that the first query sees.</param>
readonly record struct QueryBlock(long Start, long Queries, long FirstKey, long Keys, long Lead)
{
    // Long enough for matrix products, short enough that little is computed only to be masked.
    const long Longest = 64;

    /// <summary>All queries, block by block; the last query sees up to the last key.</summary>
    public static IEnumerable<QueryBlock> Of(long queries, long keys, int? window)
    {
        var past = keys - queries;
        for (var start = 0L; start < queries; start += Longest)
        {
            var (count, own) = (Math.Min(Longest, queries - start), past + start);
            var first = Math.Max(0, own - (window ?? keys) + 1);
            yield return new(start, count, first, own + count - first, own - first + 1);
        }
    }

    /// <summary>What hides later keys, and those that the window has left, from each query: −∞ on [queries, keys], else 0; null where all is seen.</summary>
    public Tensor? Mask(int? window, Tensor like)
    {
        if (Queries == 1)
            return null;
        var all = torch.full([Queries, Keys], double.NegativeInfinity, dtype: like.dtype, device: like.device);
        var hidden = all.triu(Lead);
        return window is null || Keys <= window ? hidden : hidden + all.tril(Lead - window.Value - 1);
    }
}
