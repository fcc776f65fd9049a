namespace Ttt.Cli;

/// <summary>What a run of the benchmark found.</summary>
/// <param name="Works">The cases, with their windows; those that were not reached have none.</param>
/// <param name="Peaks">The multiply-add peak of the same run, by threads.</param>
/// <param name="Memory">Bandwidth, by threads.</param>
/// <param name="Complete">Nobody interrupted it.</param>
sealed record BenchResult(IReadOnlyList<BenchWork> Works, IReadOnlyDictionary<int, FmaPeak> Peaks, IReadOnlyList<MemoryBandwidth> Memory, bool Complete)
{
    /// <summary>The cases that were measured.</summary>
    public IEnumerable<BenchWork> Measured => Works.Where(w => w.Windows.Count > 0);

    /// <summary>The best rate as a share of the best peak at as many threads; null where operations are not counted.</summary>
    public double? Share(BenchWork work) => work.Rate is { } rate && rate > 0 ? rate / Peaks[work.Case.Threads].BestRate : null;

    /// <summary>The median rate as a share of the median peak.</summary>
    public double? MedianShare(BenchWork work) => work.MedianRate is { } rate && rate > 0 ? rate / Peaks[work.Case.Threads].MedianRate : null;

    /// <summary>Time as a multiple of that of the first case that does the same work.</summary>
    public double Ratio(BenchWork work) => work.Windows.Best / Measured.First(w => w.Case.SameWork(work.Case)).Windows.Best;
}
