namespace Ttt.Models;

/// <summary>Sums losses by token index in bins [0,1) [1,2) [2,4) [4,8) …</summary>
sealed class IndexBins
{
    readonly LogBins edges = new(perDoubling: 1);
    readonly List<(double Sum, long Count)> bins = [];

    public void Add(long index, double loss)
    {
        var bin = edges.Of(index);
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
                found.Add(new(edges.From(i), edges.To(i), bins[i].Count, bins[i].Sum / bins[i].Count));
        return new(tokens, tokens == 0 ? 0 : bins.Sum(b => b.Sum) / tokens, bytesPerToken, found);
    }
}
