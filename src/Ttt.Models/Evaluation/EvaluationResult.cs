namespace Ttt.Models;

/// <summary>Mean loss of the tokens whose index in their sequence lies in [<paramref name="From"/>, <paramref name="To"/>).</summary>
public sealed record IndexBin(long From, long To, long Tokens, double Loss)
{
    public double Perplexity => Math.Exp(Loss);
}

/// <summary>What an evaluation found.</summary>
/// <param name="Tokens">Predicted tokens.</param>
/// <param name="Loss">Mean cross entropy, nats per token.</param>
/// <param name="BytesPerToken">Length of the text over its tokens.</param>
/// <param name="ByIndex">Loss by position in the sequence; bins double in width.</param>
public sealed record EvaluationResult(long Tokens, double Loss, double BytesPerToken, IReadOnlyList<IndexBin> ByIndex)
{
    public double Perplexity => Math.Exp(Loss);

    public double BitsPerByte => Loss / Math.Log(2) / BytesPerToken;
}
