namespace Ttt.Cli;

/// <summary>A case that is ready to run.</summary>
/// <param name="Case">What it is.</param>
/// <param name="Run">Runs it once.</param>
/// <param name="Tokens">Tokens that one run advances every sequence.</param>
/// <param name="Operations">Operations of matrix products in one run; null where they are not counted.</param>
/// <param name="MiniBatch">K of the layer; null where it has none.</param>
/// <param name="Release">Frees what it holds.</param>
sealed record BenchWork(BenchCase Case, Action Run, int Tokens, double? Operations, int? MiniBatch, Action Release) : IDisposable
{
    /// <summary>Seconds of one run, window by window.</summary>
    public Samples Windows { get; } = new();

    /// <summary>Those of <see cref="Operations"/> outside the scans; null where they are not told apart.</summary>
    public double? OutsideScans { get; init; }

    /// <summary>Tokens times sequences times heads of one run.</summary>
    public double TokenHeads => (double)Tokens * Case.Shape.Batch * Case.Shape.Heads;

    public double BestNanoseconds => Windows.Best / TokenHeads * 1e9;

    public double MedianNanoseconds => Windows.Median / TokenHeads * 1e9;

    /// <summary>Tokens of all sequences a second, at best.</summary>
    public double TokensPerSecond => (double)Tokens * Case.Shape.Batch / Windows.Best;

    /// <summary>Operations a second, at best.</summary>
    public double? Rate => Operations / Windows.Best;

    public double? MedianRate => Operations / Windows.Median;

    public void Dispose() => Release();
}
