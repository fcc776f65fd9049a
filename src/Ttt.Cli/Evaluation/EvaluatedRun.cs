namespace Ttt.Cli;

/// <summary>A model that is measured on a text.</summary>
/// <param name="Name">What it is called beside others.</param>
/// <param name="Model">The model.</param>
/// <param name="Tokenizer">What cuts the text into its tokens.</param>
/// <param name="Separator">What ended the documents that it was trained on; null: nothing.</param>
sealed record EvaluatedRun(string Name, LanguageModel Model, ITokenizer Tokenizer, string? Separator)
{
    /// <summary>What its tokens are called.</summary>
    public string Unit => EvaluatedText.Unit(Tokenizer);

    /// <summary>All of a file, or the part that its training held out.</summary>
    /// <exception cref="TttException">The file is missing or empty.</exception>
    public int[] Tokens(string path, bool heldOut)
    {
        if (heldOut)
        {
            using var corpus = TextCorpus.Load(path, Tokenizer, Separator);
            return corpus.HeldOut.ToArray();
        }
        var bytes = UserFile.ReadBytes(path);
        return bytes.Length == 0 ? throw new TttException($"{path}: the text is empty") : Tokenizer.Encode(bytes);
    }
}
