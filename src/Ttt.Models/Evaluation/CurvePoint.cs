namespace Ttt.Models;

/// <summary>Mean loss of tokens with as many tokens before them in their window, the token itself counted, as an index in [<paramref name="From"/>, <paramref name="To"/>) says.</summary>
/// <param name="From">The first index.</param>
/// <param name="To">The first index after.</param>
/// <param name="Tokens">Tokens predicted, those of overlapping windows as often as they were.</param>
/// <param name="Loss">Nats per token.</param>
/// <param name="StandardError">Of the mean over windows; NaN where they cover no more than one window's worth of text.</param>
public sealed record CurvePoint(long From, long To, long Tokens, double Loss, double StandardError)
{
    public double Perplexity => Math.Exp(Loss);

    /// <summary>Of the perplexity, to first order.</summary>
    public double PerplexityError => Perplexity * StandardError;

    /// <summary>Where the point is drawn on a logarithmic axis that begins with 1: the geometric mean of its first and last index, counted from 1.</summary>
    public double Centre => Math.Sqrt((From + 1.0) * To);
}
