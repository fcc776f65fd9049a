using System.Runtime.CompilerServices;

namespace Ttt.Models;

/// <summary>Continues texts, one or several together. Pieces are whole characters, and nothing of a stop string is ever given out.</summary>
/// <remarks>
/// Texts that are continued together stand at one position: prompts are read as far as the shortest of them goes, and from there on a longer one goes on being read
/// beside what the shorter ones write. Each text gets what it would get alone, and leaves when it ends.
/// </remarks>
public sealed class TextGenerator(LanguageModel model, ITokenizer tokenizer)
{
    /// <summary>Tokens of a prompt that are read at once; the memory that reading needs grows with it, the result does not depend on it.</summary>
    /// <exception cref="TttException">It is not positive.</exception>
    public int PrefillChunk
    {
        get;
        init => field = value >= 1 ? value : throw new TttException(FormattableString.Invariant($"a prompt must be read at least 1 token at a time, not {value}"));
    } = GenerationSession.DefaultChunk;

    /// <summary>The continuation of a prompt as tokens, one at a time.</summary>
    /// <exception cref="TttException">Options out of range, or a prompt without tokens.</exception>
    public IEnumerable<int> Tokens(int[] prompt, GenerationOptions options, CancellationToken cancellation = default)
        => Run([new Continuation(0, prompt, options, model.Config.EndTokens)], cancellation).Select(drawn => drawn.Token).OfType<int>();

    /// <summary>The continuation of a prompt as pieces of text.</summary>
    /// <exception cref="TttException">Options out of range.</exception>
    public IEnumerable<string> Stream(string prompt, GenerationOptions options, CancellationToken cancellation = default)
        => Stream([new(prompt, options)], cancellation).Select(piece => piece.Text);

    /// <summary>The continuations of several prompts, of any lengths, as pieces of text in the order in which they come.</summary>
    /// <exception cref="TttException">Options out of range.</exception>
    public IEnumerable<TextPiece> Stream(IReadOnlyList<GenerationRequest> requests, CancellationToken cancellation = default)
        => Text([.. requests.Select((request, place) => new Continuation(place, Start(request.Prompt), request.Options, model.Config.EndTokens))], cancellation);

    /// <summary>As <see cref="Stream(string, GenerationOptions, CancellationToken)"/>, computed off the caller's thread.</summary>
    public IAsyncEnumerable<string> StreamAsync(string prompt, GenerationOptions options, CancellationToken cancellation = default)
        => Asynchronous(token => Stream(prompt, options, token), cancellation);

    /// <summary>As <see cref="Stream(IReadOnlyList{GenerationRequest}, CancellationToken)"/>, computed off the caller's thread.</summary>
    public IAsyncEnumerable<TextPiece> StreamAsync(IReadOnlyList<GenerationRequest> requests, CancellationToken cancellation = default)
        => Asynchronous(token => Stream(requests, token), cancellation);

    /// <summary>The whole continuation of a prompt.</summary>
    public string Generate(string prompt, GenerationOptions options) => string.Concat(Stream(prompt, options));

    /// <summary>The whole continuations of several prompts.</summary>
    public string[] Generate(IReadOnlyList<GenerationRequest> requests)
    {
        var texts = Stream(requests).ToLookup(piece => piece.Request, piece => piece.Text);
        return [.. requests.Select((_, place) => string.Concat(texts[place]))];
    }

    // a model has to read something before it can speak: where nothing stands before a text, an empty prompt is a new line
    int[] Start(string prompt) => [.. tokenizer.Start, .. tokenizer.Encode(prompt.Length == 0 && tokenizer.Start.Count == 0 ? "\n" : prompt)];

    IEnumerable<TextPiece> Text(Continuation[] continuations, CancellationToken cancellation)
    {
        foreach (var (continuation, token) in Run(continuations, cancellation))
            if (continuation.Write(token is { } drawn ? tokenizer.Bytes(drawn) : []) is { Length: > 0 } text)
                yield return new(continuation.Place, text);
    }

    IEnumerable<(Continuation Continuation, int? Token)> Run(Continuation[] continuations, CancellationToken cancellation)
    {
        using var session = new GenerationSession(model, PrefillChunk);
        var live = Array.FindAll(continuations, c => !c.Ended);
        while (live.Length > 0)
        {
            var count = live.Min(c => c.Unread);
            var logits = session.Read([.. live.Select(c => c.Take(count))], cancellation);
            for (var i = 0; i < live.Length; i++)
                if (live[i].Unread == 0)
                    yield return (live[i], live[i].Draw(logits[i].AsSpan(0, Math.Min(logits[i].Length, tokenizer.VocabSize))));
            var going = Enumerable.Range(0, live.Length).Where(i => !live[i].Ended).ToArray();
            if (going.Length is > 0 && going.Length < live.Length)
                session.Select([.. going.Select(i => (long)i)]);
            live = [.. going.Select(i => live[i])];
        }
    }

    static async IAsyncEnumerable<T> Asynchronous<T>(Func<CancellationToken, IEnumerable<T>> start, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var pieces = start(cancellation).GetEnumerator();
        while (await Task.Run(pieces.MoveNext, cancellation).ConfigureAwait(false))
            yield return pieces.Current;
    }
}
