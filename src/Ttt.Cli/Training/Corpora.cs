using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ttt.Cli;

/// <summary>Texts to train on.</summary>
static class Corpora
{
    static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Several texts as one corpus: of each the last tenth is held out.</summary>
    /// <exception cref="TttException">No text is given, or one is missing, empty or too short; or the separator separates nothing.</exception>
    public static TextCorpus Load(IReadOnlyList<string> paths, ITokenizer tokenizer, string? separator)
    {
        if (paths.Count == 0)
            throw new TttException("no text is given to train on; name one or more files, for instance: ttt train emma.txt");
        var corpus = TextCorpus.Join([.. paths.Select(path => TextCorpus.Load(path, tokenizer, separator))]);
        if (separator is null || corpus.DocumentCount > paths.Count)
            return corpus;
        corpus.Dispose();
        throw new TttException($"the document separator {JsonSerializer.Serialize(separator, Readable)} separates no documents in {string.Join(", ", paths)}; correct it, or leave it out where every file is one document");
    }
}
