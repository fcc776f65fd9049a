namespace Ttt.Cli;

/// <summary>Texts to train on.</summary>
static class Corpora
{
    /// <summary>Several texts as one corpus: of each the last tenth is held out.</summary>
    /// <exception cref="TttException">No text is given, or one is missing, empty or too short.</exception>
    public static TextCorpus Load(IReadOnlyList<string> paths, ITokenizer tokenizer, string? separator) => paths.Count == 0
        ? throw new TttException("no text is given to train on; name one or more files, for instance: ttt train emma.txt")
        : TextCorpus.Join([.. paths.Select(path => TextCorpus.Load(path, tokenizer, separator))]);
}
