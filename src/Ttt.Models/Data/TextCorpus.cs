using System.Security.Cryptography;
using System.Text;

namespace Ttt.Models;

/// <summary>Texts of any size as tokens: of each the first nine tenths to train on, the last tenth held out.</summary>
public sealed class TextCorpus : ITrainingData, IDisposable
{
    readonly IReadOnlyList<IDisposable> files;

    TextCorpus(ITokenStream train, ITokenStream heldOut, long[] documents, int documentCount, long bytes, string fingerprint, IReadOnlyList<IDisposable> files)
    {
        (Train, HeldOut, Documents, DocumentCount, Bytes, Fingerprint, this.files) = (train, heldOut, documents, documentCount, bytes, fingerprint, files);
        BytesPerToken = bytes / (double)(train.Length + heldOut.Length);
    }

    /// <summary>Tokens to train on.</summary>
    public ITokenStream Train { get; }

    /// <summary>Tokens to measure on.</summary>
    public ITokenStream HeldOut { get; }

    /// <summary>Where in <see cref="Train"/> documents begin; 0 is among them.</summary>
    public IReadOnlyList<long> Documents { get; }

    /// <summary>Documents of the texts, those that are held out included.</summary>
    public int DocumentCount { get; }

    /// <summary>Length of the texts.</summary>
    public long Bytes { get; }

    /// <summary>Length of the texts over their tokens.</summary>
    public double BytesPerToken { get; }

    /// <summary>Hash of the texts; a resumed run checks that they are the same.</summary>
    public string Fingerprint { get; }

    /// <summary>Where tokens of texts are kept: the folder that TTT_CACHE names, else one in the user's data.</summary>
    public static string Cache => Environment.GetEnvironmentVariable("TTT_CACHE") is { Length: > 0 } named
        ? named
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "ttt", "tokens");

    /// <summary>A text file, mapped into memory. Bytes are read from it; other tokens are made once and kept.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tokenizer">What cuts it into tokens.</param>
    /// <param name="separator">What every document of the file but the last ends with; null: the file is one document.</param>
    /// <param name="cache">Where tokens are kept; null: in <see cref="Cache"/>.</param>
    /// <exception cref="TttException">The file is missing, empty or too short to split.</exception>
    public static TextCorpus Load(string path, ITokenizer tokenizer, string? separator = null, string? cache = null)
    {
        var file = new MappedFile(path);
        try
        {
            var layout = TextLayout.Of(file, separator, path);
            if (tokenizer is ByteTokenizer)
                return Bytewise(file, layout, path, [file]);
            using (file)
            {
                var tokens = TokenFile.Of(file, layout, tokenizer, cache ?? Cache);
                return Checked(new(new TokenSlice(tokens, 0, tokens.TrainLength), new TokenSlice(tokens, tokens.TrainLength, tokens.Length - tokens.TrainLength), tokens.Documents, layout.Documents.Length, layout.Length, layout.Fingerprint, [tokens]), path);
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A text in memory.</summary>
    /// <exception cref="TttException">It is empty or too short to split.</exception>
    public static TextCorpus Split(ReadOnlySpan<byte> text, ITokenizer tokenizer, string source, string? separator = null)
    {
        var memory = new MemoryText(text.ToArray());
        var layout = TextLayout.Of(memory, separator, source);
        if (tokenizer is ByteTokenizer)
            return Bytewise(memory, layout, source, []);
        var (train, documents) = (new List<int>(), new List<long>());
        foreach (var (begins, tokens) in TextEncoder.Encode(memory, layout, 0, layout.Border, tokenizer))
        {
            if (begins)
                documents.Add(train.Count);
            train.AddRange(tokens);
        }
        int[] heldOut = [.. TextEncoder.Encode(memory, layout, layout.Border, layout.Length, tokenizer).SelectMany(piece => piece.Tokens)];
        return Checked(new(new MemoryTokens([.. train]), new MemoryTokens(heldOut), [.. documents], layout.Documents.Length, layout.Length, layout.Fingerprint, []), source);
    }

    /// <summary>Several texts as one, which takes them over: the parts to train on one after the other, and the parts held out.</summary>
    /// <exception cref="ArgumentException">There is no part.</exception>
    public static TextCorpus Join(IReadOnlyList<TextCorpus> parts)
    {
        if (parts.Count < 2)
            return parts.Count == 1 ? parts[0] : throw new ArgumentException("There is no text to join.", nameof(parts));
        var (documents, before) = (new List<long>(), 0L);
        foreach (var part in parts)
        {
            documents.AddRange(part.Documents.Select(start => before + start));
            before += part.Train.Length;
        }
        var fingerprint = SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(parts.Select(part => part.Fingerprint))));
        return new(
            new JoinedTokens([.. parts.Select(part => part.Train)]), new JoinedTokens([.. parts.Select(part => part.HeldOut)]), [.. documents],
            parts.Sum(part => part.DocumentCount), parts.Sum(part => part.Bytes), Convert.ToHexStringLower(fingerprint), [.. parts.SelectMany(part => part.files)]);
    }

    public IBatchSource Batches(TrainingOptions options)
    {
        var windows = new TokenWindows(Train, Documents, options.ContextLength);
        return options.Order switch
        {
            WindowOrder.Shuffled => new ShuffledWindows(windows, options.UpdateRows, options.Seed),
            WindowOrder.Carried => new CarriedWindows(windows, options.UpdateRows),
            _ => new RandomWindows(windows, options.UpdateRows, options.Seed),
        };
    }

    public double? HeldOutLoss(LanguageModel model, TrainingOptions options)
    {
        var length = (int)Math.Min(options.ContextLength, HeldOut.Length - 1);
        var tokens = options.EvaluationTokens > 0 && options.EvaluationTokens < HeldOut.Length ? HeldOut.Read(0, options.EvaluationTokens + 1) : HeldOut.ToArray();
        return Evaluator.Evaluate(model, tokens, BytesPerToken, new() { Length = length, BatchSize = options.BatchSize, MaxTokens = options.EvaluationTokens, CarryState = options.Order == WindowOrder.Carried }).Loss;
    }

    public void Dispose()
    {
        foreach (var file in files)
            file.Dispose();
    }

    static TextCorpus Bytewise(IText text, TextLayout layout, string source, IReadOnlyList<IDisposable> files)
    {
        var tokens = new ByteTokens(text);
        long[] documents = [.. layout.Documents.TakeWhile(start => start < layout.Border)];
        return Checked(new(new TokenSlice(tokens, 0, layout.Border), new TokenSlice(tokens, layout.Border, layout.Length - layout.Border), documents, layout.Documents.Length, layout.Length, layout.Fingerprint, files), source);
    }

    static TextCorpus Checked(TextCorpus corpus, string source) => corpus.HeldOut.Length >= 2
        ? corpus
        : throw new TttException($"{source}: the text has only {corpus.Bytes} bytes; its held-out tenth needs at least two tokens");
}
