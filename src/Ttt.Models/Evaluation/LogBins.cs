namespace Ttt.Models;

/// <summary>Bins of token indices whose edges are rounded powers: [0,1) [1,2) and so on, every 2^(1/<paramref name="perDoubling"/>) times as far out as the one before.</summary>
/// <param name="perDoubling">Bins while the index doubles, at least 1. Bins too narrow for a whole index are left out.</param>
sealed class LogBins(int perDoubling)
{
    readonly List<long> edges = [0, 1];
    int power;

    /// <summary>The number of the bin that holds an index.</summary>
    public int Of(long index)
    {
        while (edges[^1] <= index)
            Grow();
        var place = edges.BinarySearch(index);
        return place >= 0 ? place : ~place - 1;
    }

    /// <summary>The first index of a bin.</summary>
    public long From(int bin) => edges[bin];

    /// <summary>The first index after a bin.</summary>
    public long To(int bin) => edges[bin + 1];

    void Grow()
    {
        long edge;
        do
            edge = (long)Math.Round(Math.Pow(2, ++power / (double)perDoubling));
        while (edge <= edges[^1]);
        edges.Add(edge);
    }
}
