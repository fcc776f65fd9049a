using System.Security.Cryptography;
using System.Text;

namespace Ttt.Cli;

/// <summary>Texts to train on.</summary>
static class Corpora
{
    /// <summary>Several texts as one corpus: of each the last tenth is held out.</summary>
    /// <exception cref="TttException">No text is given, or one is missing, empty or too short.</exception>
    public static TextCorpus Load(IReadOnlyList<string> paths, ITokenizer tokenizer)
    {
        if (paths.Count == 0)
            throw new TttException("no text is given to train on; name one or more files, for instance: ttt train emma.txt");
        var parts = paths.Select(path => TextCorpus.Load(path, tokenizer)).ToArray();
        if (parts.Length == 1)
            return parts[0];
        var bytes = parts.Sum(p => p.BytesPerToken * (p.Train.Length + p.HeldOut.Length));
        var tokens = parts.Sum(p => (long)p.Train.Length + p.HeldOut.Length);
        var fingerprint = SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(parts.Select(p => p.Fingerprint))));
        return new([.. parts.SelectMany(p => p.Train)], [.. parts.SelectMany(p => p.HeldOut)], bytes / tokens, Convert.ToHexStringLower(fingerprint));
    }
}
