namespace Ttt.Models;

/// <summary>Reads tokens one call after another and remembers where the sequence stands: prefill in the dual form, then one token at a time.</summary>
public sealed class GenerationSession(LanguageModel model) : IDisposable
{
    // a long prompt is read in pieces; the split never changes the result
    const int Piece = 2048;
    ModelState? state;

    /// <summary>Tokens read so far.</summary>
    public long Position => state?.Position ?? 0;

    /// <summary>Reads tokens and returns the logits of what follows the last of them.</summary>
    /// <exception cref="ArgumentException">No tokens are given.</exception>
    public float[] Read(ReadOnlySpan<int> tokens)
    {
        if (tokens.Length == 0)
            throw new ArgumentException("At least one token must be read.", nameof(tokens));
        using var noGradient = torch.no_grad();
        float[] logits = [];
        for (var start = 0; start < tokens.Length; start += Piece)
            logits = ReadPiece(tokens.Slice(start, Math.Min(Piece, tokens.Length - start)));
        return logits;
    }

    public void Dispose() => state?.Dispose();

    float[] ReadPiece(ReadOnlySpan<int> tokens)
    {
        using var scope = torch.NewDisposeScope();
        var ids = new long[tokens.Length];
        for (var i = 0; i < ids.Length; i++)
            ids[i] = tokens[i];
        var (logits, next) = model.forward(torch.tensor(ids, [1, ids.Length], dtype: torch.ScalarType.Int64), state, lastOnly: true);
        state?.Dispose();
        state = next;
        return logits.to(torch.ScalarType.Float32).cpu().data<float>().ToArray();
    }
}
