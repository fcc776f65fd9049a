namespace Ttt.Models;

/// <summary>How a token stream is evaluated.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Tokens of a window, or of a piece when the state is carried.</summary>
    public int Length { get; init; } = 256;

    /// <summary>One sequence from the first token to the last; else independent windows.</summary>
    public bool CarryState { get; init; }

    /// <summary>Windows evaluated at a time.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Tokens to predict at most; 0: all.</summary>
    public long MaxTokens { get; init; }
}
