namespace Ttt.Models;

/// <summary>How a vocabulary is learned.</summary>
public sealed record BpeTrainingOptions
{
    /// <summary>Ids in all: 256 bytes, merges, special tokens.</summary>
    public int VocabSize { get; init; } = 4096;

    /// <summary>Tokens that are found in texts as they stand, for instance &lt;|endoftext|&gt;; they have the last ids.</summary>
    public IReadOnlyList<string> Special { get; init; } = [];

    /// <summary>A pair that comes less often is not merged.</summary>
    public int MinimumCount { get; init; } = 2;

    /// <exception cref="TttException">A value out of its range.</exception>
    public void Check()
    {
        if (VocabSize < 256 + Special.Count)
            throw new TttException($"a vocabulary of {VocabSize} tokens is too small: the 256 bytes{(Special.Count == 0 ? "" : $" and {Special.Count} special tokens")} need {256 + Special.Count}");
        if (Special.Contains("") || Special.Distinct(StringComparer.Ordinal).Count() < Special.Count)
            throw new TttException("special tokens must differ, and none may be empty");
        if (MinimumCount < 1)
            throw new TttException($"the least count of a pair must be at least 1, not {MinimumCount}");
    }
}
