namespace Ttt.Cli;

/// <summary>A text as the tokens of an evaluation.</summary>
static class EvaluatedText
{
    /// <summary>All of a file, or the tenth that training holds out.</summary>
    /// <exception cref="TttException">The file is missing or empty.</exception>
    public static int[] Tokens(string path, ITokenizer tokenizer, bool heldOut)
    {
        if (heldOut)
        {
            using var corpus = TextCorpus.Load(path, tokenizer);
            return corpus.HeldOut.ToArray();
        }
        var bytes = UserFile.ReadBytes(path);
        return bytes.Length == 0 ? throw new TttException($"{path}: the text is empty") : tokenizer.Encode(bytes);
    }

    /// <summary>Of the tokens that are predicted: all but the first.</summary>
    public static double BytesPerToken(ITokenizer tokenizer, int[] tokens, long maxTokens = 0)
    {
        var predicted = tokens.Skip(1).Take(maxTokens is > 0 and < int.MaxValue ? (int)maxTokens : int.MaxValue).ToArray();
        return predicted.Length == 0 ? 1 : predicted.Average(token => (double)tokenizer.Bytes(token).Length);
    }

    /// <summary>What its tokens are called.</summary>
    public static string Unit(ITokenizer tokenizer) => tokenizer is ByteTokenizer ? "byte" : "token";
}
