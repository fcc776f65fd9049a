namespace Ttt.Models;

/// <summary>How recall is measured.</summary>
public sealed record RecallOptions
{
    /// <summary>Places of the text at which each distance is tried.</summary>
    public int Samples { get; init; } = 32;

    /// <summary>Answers to choose from, the right one among them.</summary>
    public int Choices { get; init; } = 10;

    /// <summary>Tokens of the text before the statement.</summary>
    public int Lead { get; init; } = 128;

    /// <summary>Prompts read at a time.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>Tokens of a prompt read at a time: a matter of memory, never of results.</summary>
    public int ChunkLength { get; init; } = 2048;

    /// <summary>Decides answers and alternatives.</summary>
    public long Seed { get; init; }

    /// <exception cref="TttException">A value that cannot work.</exception>
    internal void Require()
    {
        if (Samples < 1 || Choices < 2 || Lead < 0 || BatchSize < 1 || ChunkLength < 1)
            throw new TttException($"places ({Samples}), prompts ({BatchSize}) and tokens ({ChunkLength}) at a time must be at least 1, answers to choose from ({Choices}) at least 2, tokens before the statement ({Lead}) not negative");
    }
}
