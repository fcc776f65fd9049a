namespace Ttt.Models;

/// <summary>Windows of a token stream: what follows each of T tokens, but never the first token of a document from the last of the one before.</summary>
sealed class TokenWindows
{
    readonly long[] documents;

    /// <summary>Where documents begin, ascending.</summary>
    public long[] Documents => documents;

    /// <param name="tokens">The stream.</param>
    /// <param name="documents">Where documents begin, ascending.</param>
    /// <param name="length">Tokens that are read in a window, T.</param>
    /// <exception cref="TttException">The stream is shorter than one window.</exception>
    public TokenWindows(ITokenStream tokens, IReadOnlyList<long> documents, int length)
    {
        if (tokens.Length < length + 1L)
            throw new TttException($"the training text has {tokens.Length} tokens, one window needs {length + 1L}; use a longer text or a shorter context");
        (Tokens, this.documents, Length) = (tokens, [.. documents.Distinct()], length);
    }

    public ITokenStream Tokens { get; }

    /// <summary>Tokens of a window.</summary>
    public int Length { get; }

    /// <summary>The windows that begin at these tokens; one that reaches beyond the end of the stream is filled up with what does not count.</summary>
    public TokenBatch Read(ReadOnlySpan<long> starts) => Read(starts, Enumerable.Repeat(Tokens.Length, starts.Length).ToArray());

    /// <summary>The windows that begin at these tokens and end before others at the latest; the rest is filled up with what does not count.</summary>
    public TokenBatch Read(ReadOnlySpan<long> starts, ReadOnlySpan<long> ends)
    {
        var (inputs, targets, packed) = (new long[starts.Length * Length], new long[starts.Length * Length], new long[starts.Length][]);
        var tokens = new int[Length + 1];
        for (var row = 0; row < starts.Length; row++)
        {
            var (start, first) = (starts[row], row * Length);
            var count = (int)Math.Min(Length, ends[row] - start);
            var read = (int)Math.Min(count + 1, Tokens.Length - start);
            Tokens.Read(start, tokens.AsSpan(0, read));
            for (var i = 0; i < Length; i++)
                (inputs[first + i], targets[first + i]) = (i < count ? tokens[i] : 0, i < count && i + 1 < read ? tokens[i + 1] : TokenBatch.Ignored);
            packed[row] = Cut(start, targets.AsSpan(first, Length));
        }
        return new(starts.Length, inputs, targets, packed);
    }

    // The lengths of the documents in a window, and no target at their ends.
    long[] Cut(long start, Span<long> targets)
    {
        var next = Array.BinarySearch(documents, start + 1);
        next = next < 0 ? ~next : next;
        var (lengths, begun) = (new List<long>(), start);
        for (; next < documents.Length && documents[next] <= start + Length; next++)
        {
            targets[(int)(documents[next] - start - 1)] = TokenBatch.Ignored;
            if (documents[next] == start + Length)
                break;
            lengths.Add(documents[next] - begun);
            begun = documents[next];
        }
        lengths.Add(start + Length - begun);
        return [.. lengths];
    }
}
