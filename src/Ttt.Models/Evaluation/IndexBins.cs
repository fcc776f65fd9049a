using System.Numerics;

namespace Ttt.Models;

/// <summary>Sums losses by token index in bins [0,1) [1,2) [2,4) [4,8) …</summary>
sealed class IndexBins
{
    readonly List<(double Sum, long Count)> bins = [];

    public void Add(long index, double loss)
    {
        var bin = index == 0 ? 0 : BitOperations.Log2((ulong)index) + 1;
        while (bins.Count <= bin)
            bins.Add(default);
        bins[bin] = (bins[bin].Sum + loss, bins[bin].Count + 1);
    }

    public EvaluationResult Result(double bytesPerToken)
    {
        var tokens = bins.Sum(b => b.Count);
        var found = new List<IndexBin>();
        for (var i = 0; i < bins.Count; i++)
            if (bins[i].Count > 0)
                found.Add(new(i == 0 ? 0 : 1L << (i - 1), 1L << i, bins[i].Count, bins[i].Sum / bins[i].Count));
        return new(tokens, tokens == 0 ? 0 : bins.Sum(b => b.Sum) / tokens, bytesPerToken, found);
    }
}
