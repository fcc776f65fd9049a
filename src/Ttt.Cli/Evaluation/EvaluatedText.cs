namespace Ttt.Cli;

/// <summary>Tokens of an evaluation.</summary>
static class EvaluatedText
{
    /// <summary>Of the tokens that are predicted: all but the first.</summary>
    public static double BytesPerToken(ITokenizer tokenizer, int[] tokens, long maxTokens = 0)
    {
        var predicted = tokens.Skip(1).Take(maxTokens is > 0 and < int.MaxValue ? (int)maxTokens : int.MaxValue).ToArray();
        return predicted.Length == 0 ? 1 : predicted.Average(token => (double)tokenizer.Bytes(token).Length);
    }

    /// <summary>What its tokens are called.</summary>
    public static string Unit(ITokenizer tokenizer) => tokenizer is ByteTokenizer ? "byte" : "token";
}
