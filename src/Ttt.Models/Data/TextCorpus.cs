using System.Security.Cryptography;

namespace Ttt.Models;

/// <summary>A text as tokens: the first nine tenths to train on, the last tenth held out.</summary>
/// <param name="Train">Tokens to train on.</param>
/// <param name="HeldOut">Tokens to measure on.</param>
/// <param name="BytesPerToken">Length of the text over its tokens.</param>
/// <param name="Fingerprint">Hash of the text; a resumed run checks that it is the same.</param>
public sealed record TextCorpus(int[] Train, int[] HeldOut, double BytesPerToken, string Fingerprint) : ITrainingData
{
    public IBatchSource Batches(TrainingOptions options) => new RandomWindows(Train, options.UpdateRows, options.ContextLength, options.Seed);

    public double? HeldOutLoss(LanguageModel model, TrainingOptions options)
    {
        var length = Math.Min(options.ContextLength, HeldOut.Length - 1);
        return Evaluator.Evaluate(model, HeldOut, BytesPerToken, new() { Length = length, BatchSize = options.BatchSize, MaxTokens = options.EvaluationTokens }).Loss;
    }

    /// <exception cref="TttException">The file is missing, empty or too short to split.</exception>
    public static TextCorpus Load(string path, ITokenizer tokenizer) => Split(UserFile.ReadBytes(path), tokenizer, path);

    /// <summary>Splits by bytes, then encodes each part, so that no token crosses the border.</summary>
    public static TextCorpus Split(ReadOnlySpan<byte> text, ITokenizer tokenizer, string source)
    {
        if (text.Length == 0)
            throw new TttException($"{source}: the text is empty");
        var border = text.Length - text.Length / 10;
        while (border < text.Length && (text[border] & 0xC0) == 0x80)
            border++;
        var train = tokenizer.Encode(text[..border]);
        var heldOut = tokenizer.Encode(text[border..]);
        if (heldOut.Length < 2)
            throw new TttException($"{source}: the text has only {text.Length} bytes; its held-out tenth needs at least two tokens");
        return new(train, heldOut, text.Length / (double)(train.Length + heldOut.Length), Convert.ToHexStringLower(SHA256.HashData(text)));
    }
}
