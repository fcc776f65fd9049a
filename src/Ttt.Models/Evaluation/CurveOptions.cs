namespace Ttt.Models;

/// <summary>How loss is measured by token index, or against the length of the context.</summary>
public sealed record CurveOptions
{
    /// <summary>Windows, spread evenly over the text; they overlap where there are more than fit beside each other. 0: as many as fit beside each other, or 16 that overlap where fewer fit.</summary>
    public int Windows { get; init; }

    /// <summary>Windows read at a time.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>Tokens of a window read at a time: a matter of memory, never of results.</summary>
    public int ChunkLength { get; init; } = 2048;

    /// <summary>Bins while the token index doubles.</summary>
    public int BinsPerDoubling { get; init; } = 2;

    /// <exception cref="TttException">A value that cannot work.</exception>
    internal void Require()
    {
        if (Windows < 0 || BatchSize < 1 || ChunkLength < 1 || BinsPerDoubling < 1)
            throw new TttException($"windows ({Windows}) must be 0 or more; windows at a time ({BatchSize}), tokens at a time ({ChunkLength}) and bins while the index doubles ({BinsPerDoubling}) at least 1");
    }
}
