using System.Runtime.CompilerServices;

namespace Ttt.Models;

/// <summary>Continues a text. Pieces are whole characters, and nothing of a stop string is ever given out.</summary>
public sealed class TextGenerator(LanguageModel model, ITokenizer tokenizer)
{
    /// <summary>The continuation of a prompt as tokens, one at a time.</summary>
    /// <exception cref="TttException">Options out of range.</exception>
    public IEnumerable<int> Tokens(int[] prompt, GenerationOptions options)
    {
        options.Check();
        if (prompt.Length == 0)
            throw new TttException("the prompt has no tokens");
        return Tokens();

        IEnumerable<int> Tokens()
        {
            using var session = new GenerationSession(model);
            var sampler = new TokenSampler(options);
            ReadOnlyMemory<int> next = prompt;
            for (var i = 0; i < options.MaxTokens; i++)
            {
                var logits = session.Read(next.Span);
                var token = sampler.Next(logits.AsSpan(0, Math.Min(logits.Length, tokenizer.VocabSize)));
                yield return token;
                next = new[] { token };
            }
        }
    }

    /// <summary>The continuation of a prompt as pieces of text.</summary>
    public IEnumerable<string> Stream(string prompt, GenerationOptions options)
    {
        // a model has to read something before it can speak: where nothing stands before a text, an empty prompt is a new line
        int[] start = [.. tokenizer.Start, .. tokenizer.Encode(prompt.Length == 0 && tokenizer.Start.Count == 0 ? "\n" : prompt)];
        return Text(Tokens(start, options), options);
    }

    /// <summary>The continuation of a prompt as pieces of text, computed off the caller's thread.</summary>
    public async IAsyncEnumerable<string> StreamAsync(string prompt, GenerationOptions options, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var pieces = Stream(prompt, options).GetEnumerator();
        while (await Task.Run(pieces.MoveNext, cancellation).ConfigureAwait(false))
        {
            yield return pieces.Current;
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The whole continuation of a prompt.</summary>
    public string Generate(string prompt, GenerationOptions options) => string.Concat(Stream(prompt, options));

    IEnumerable<string> Text(IEnumerable<int> tokens, GenerationOptions options)
    {
        var characters = new Utf8Stream();
        var filter = new StopFilter(options.Stop);
        foreach (var token in tokens)
        {
            var piece = filter.Push(characters.Push(tokenizer.Bytes(token)));
            if (piece.Length > 0)
                yield return piece;
            if (filter.Stopped)
                yield break;
        }
        var rest = filter.Push(characters.Finish()) + filter.Finish();
        if (rest.Length > 0)
            yield return rest;
    }
}
