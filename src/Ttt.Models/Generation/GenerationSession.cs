namespace Ttt.Models;

/// <summary>
/// Reads the tokens of sequences that stand at the same position and remembers where they stand: many tokens in the dual form, a chunk at a time, so that what is
/// in memory depends on the chunk and not on the prompt; one token in the decoding form. How tokens are split into calls and chunks never changes the result.
/// </summary>
/// <param name="model">The model that reads.</param>
/// <param name="chunk">Tokens of a sequence that are read at once.</param>
public sealed class GenerationSession(LanguageModel model, int chunk = GenerationSession.DefaultChunk) : IDisposable
{
    /// <summary>Tokens of a sequence that are read at once unless something else is said.</summary>
    public const int DefaultChunk = 2048;

    ModelState? state;

    /// <summary>Tokens read so far.</summary>
    public long Position => state?.Position ?? 0;

    /// <summary>Reads tokens and returns, for each sequence, the logits of what follows the last of them.</summary>
    /// <param name="tokens">Of each sequence the same number, at least one.</param>
    /// <param name="cancellation">Looked at before every chunk.</param>
    /// <exception cref="ArgumentException">There are no tokens, or not the same number for all.</exception>
    public float[][] Read(IReadOnlyList<ReadOnlyMemory<int>> tokens, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentOutOfRangeException.ThrowIfLessThan(chunk, 1);
        if (tokens.Count == 0 || tokens[0].Length == 0 || tokens.Any(t => t.Length != tokens[0].Length))
            throw new ArgumentException("Of each sequence the same number of tokens must be read, and at least one.", nameof(tokens));
        using var noGradient = torch.no_grad();
        float[][] logits = [];
        for (var start = 0; start < tokens[0].Length; start += chunk)
        {
            cancellation.ThrowIfCancellationRequested();
            logits = ReadChunk([.. tokens.Select(t => t.Slice(start, Math.Min(chunk, t.Length - start)))]);
        }
        return logits;
    }

    /// <summary>Goes on with some of the sequences alone.</summary>
    /// <param name="sequences">Their places among those read until now.</param>
    public void Select(params long[] sequences) => Replace(state?.Select(sequences));

    public void Dispose() => state?.Dispose();

    float[][] ReadChunk(ReadOnlyMemory<int>[] tokens)
    {
        using var scope = torch.NewDisposeScope();
        var ids = tokens.SelectMany(t => t.ToArray()).Select(id => (long)id).ToArray();
        var (logits_B1V, next) = model.forward(torch.tensor(ids, [tokens.Length, tokens[0].Length], dtype: torch.ScalarType.Int64), state, lastOnly: true);
        Replace(next);
        var all = logits_B1V.to(torch.ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        return [.. all.Chunk(all.Length / tokens.Length)];
    }

    void Replace(ModelState? next)
    {
        state?.Dispose();
        state = next;
    }
}
