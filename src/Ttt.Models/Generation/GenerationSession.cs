using Ttt.Layers;

namespace Ttt.Models;

/// <summary>
/// Reads the tokens of sequences that stand at the same position and remembers where they stand: many tokens in the dual form, a chunk at a time, so that what is
/// in memory depends on the chunk and not on the prompt; one token in the decoding form. How tokens are split into calls and chunks never changes the result.
/// The model's weights stay as they are as long as it is used.
/// </summary>
/// <param name="model">The model that reads.</param>
/// <param name="chunk">Tokens of a sequence that are read at once.</param>
public sealed class GenerationSession(LanguageModel model, int chunk = GenerationSession.DefaultChunk) : IDisposable
{
    /// <summary>Tokens of a sequence that are read at once unless something else is said.</summary>
    public const int DefaultChunk = 2048;

    readonly RoundedWeights weights = new();
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

    /// <summary>What is predicted behind each of some tokens if they are read next; the session stays where it stands.</summary>
    /// <param name="tokens">Of each sequence the same number.</param>
    /// <returns>For each sequence and token the logits.</returns>
    public float[][][] Peek(IReadOnlyList<ReadOnlyMemory<int>> tokens)
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        using var precision = Autocast.To(model.Precision.Type(), weights);
        var (logits_BTV, next) = model.forward(Ids(tokens), state);
        next.Dispose();
        var all = logits_BTV.to(torch.ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        return [.. all.Chunk(all.Length / tokens.Count).Select(row => row.Chunk(row.Length / tokens[0].Length).ToArray())];
    }

    /// <summary>Goes on with some of the sequences alone.</summary>
    /// <param name="sequences">Their places among those read until now.</param>
    public void Select(params long[] sequences) => Replace(state?.Select(sequences));

    public void Dispose()
    {
        state?.Dispose();
        weights.Dispose();
    }

    float[][] ReadChunk(ReadOnlyMemory<int>[] tokens)
    {
        using var scope = torch.NewDisposeScope();
        using var precision = Autocast.To(model.Precision.Type(), weights);
        var (logits_B1V, next) = model.forward(Ids(tokens), state, lastOnly: true);
        Replace(next);
        var all = logits_B1V.to(torch.ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        return [.. all.Chunk(all.Length / tokens.Length)];
    }

    Tensor Ids(IReadOnlyList<ReadOnlyMemory<int>> tokens) =>
        torch.tensor([.. tokens.SelectMany(t => t.ToArray()).Select(id => (long)id)], [tokens.Count, tokens[0].Length], dtype: torch.ScalarType.Int64, device: model.Device);

    void Replace(ModelState? next)
    {
        state?.Dispose();
        state = next;
    }
}
