namespace Ttt.Models;

/// <summary>Losses of the tokens of equally long windows of a stream: several windows at a time, a chunk of their tokens at a time, so that memory grows with neither.</summary>
sealed class TokenLosses(LanguageModel model, int[] tokens)
{
    /// <summary>Predicts the <paramref name="length"/> tokens that follow each start, the model beginning anew there.</summary>
    /// <param name="starts">Where the windows begin; the first predicted token is the next one.</param>
    /// <param name="length">Tokens predicted in each.</param>
    /// <param name="batch">Windows at a time.</param>
    /// <param name="chunk">Tokens of a window at a time.</param>
    /// <param name="found">Takes the window's number, the token's index in it and its loss in nats.</param>
    /// <param name="cancellation">Looked at before every chunk.</param>
    public void Read(IReadOnlyList<long> starts, int length, int batch, int chunk, Action<int, long, double> found, CancellationToken cancellation)
    {
        using var noGradient = torch.no_grad();
        model.eval();
        for (var first = 0; first < starts.Count; first += batch)
            ReadBatch([.. starts.Skip(first).Take(batch)], length, chunk, (row, index, loss) => found(first + row, index, loss), cancellation);
    }

    void ReadBatch(long[] starts, int length, int chunk, Action<int, long, double> found, CancellationToken cancellation)
    {
        ModelState? state = null;
        try
        {
            for (var from = 0; from < length; from += chunk)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = torch.NewDisposeScope();
                var size = Math.Min(chunk, length - from);
                var (logits_BTV, next) = model.forward(Rows(starts, from, size), state);
                state?.Dispose();
                state = next;
                var losses = Losses(logits_BTV, Rows(starts, from + 1, size));
                for (var i = 0; i < losses.Length; i++)
                    found(i / size, from + i % size, losses[i]);
            }
        }
        finally
        {
            state?.Dispose();
        }
    }

    Tensor Rows(long[] starts, int offset, int size) =>
        torch.tensor([.. starts.SelectMany(start => Enumerable.Range(0, size).Select(i => (long)tokens[start + offset + i]))], [starts.Length, size], dtype: torch.ScalarType.Int64, device: model.Device);

    /// <summary>Cross entropy of every token, row by row.</summary>
    public static double[] Losses(Tensor logits_BTV, Tensor targets_BT)
    {
        var losses = torch.nn.functional.cross_entropy(logits_BTV.reshape(-1, logits_BTV.shape[2]), targets_BT.reshape(-1), reduction: torch.nn.Reduction.None);
        return losses.to(torch.ScalarType.Float64).cpu().data<double>().ToArray();
    }
}
