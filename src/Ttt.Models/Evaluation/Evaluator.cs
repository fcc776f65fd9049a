namespace Ttt.Models;

/// <summary>Measures how well a model predicts a token stream. Every token but the first of the stream is predicted exactly once.</summary>
public static class Evaluator
{
    /// <exception cref="TttException">The stream has fewer than two tokens.</exception>
    public static EvaluationResult Evaluate(LanguageModel model, int[] tokens, double bytesPerToken, EvaluationOptions options, CancellationToken cancellation = default)
    {
        if (tokens.Length < 2)
            throw new TttException($"the text has {tokens.Length} tokens; an evaluation needs at least two");
        if (options.Length < 1 || options.BatchSize < 1 || options.MaxTokens < 0)
            throw new TttException($"evaluation length {options.Length} and batch size {options.BatchSize} must be at least 1, the number of tokens {options.MaxTokens} not negative");
        var count = options.MaxTokens == 0 ? tokens.Length - 1 : Math.Min(options.MaxTokens, tokens.Length - 1);
        using var noGradient = torch.no_grad();
        model.eval();
        var bins = new IndexBins();
        if (options.CarryState)
            Carried(model, tokens, count, options.Length, bins, cancellation);
        else
            Windows(model, tokens, count, options, bins, cancellation);
        return bins.Result(bytesPerToken);
    }

    static void Carried(LanguageModel model, int[] tokens, long count, int length, IndexBins bins, CancellationToken cancellation)
    {
        ModelState? state = null;
        try
        {
            for (var start = 0L; start < count; start += length)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = torch.NewDisposeScope();
                var size = (int)Math.Min(length, count - start);
                var (logits, next) = model.forward(Rows(tokens, start, 1, size, model.Device), state);
                state?.Dispose();
                state = next;
                Collect(logits, Rows(tokens, start + 1, 1, size, model.Device), start, bins);
            }
        }
        finally
        {
            state?.Dispose();
        }
    }

    static void Windows(LanguageModel model, int[] tokens, long count, EvaluationOptions options, IndexBins bins, CancellationToken cancellation)
    {
        for (var start = 0L; start < count;)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var size = (int)Math.Min(options.Length, count - start);
            var rows = (int)Math.Min(options.BatchSize, (count - start) / size);
            Collect(model.forward(Rows(tokens, start, rows, size, model.Device)), Rows(tokens, start + 1, rows, size, model.Device), 0, bins);
            start += (long)rows * size;
        }
    }

    static Tensor Rows(int[] tokens, long start, int rows, int size, torch.Device device)
    {
        var ids = new long[rows * size];
        for (var i = 0; i < ids.Length; i++)
            ids[i] = tokens[start + i];
        return torch.tensor(ids, [rows, size], dtype: torch.ScalarType.Int64, device: device);
    }

    static void Collect(Tensor logits_BTV, Tensor targets_BT, long firstIndex, IndexBins bins)
    {
        var values = TokenLosses.Losses(logits_BTV, targets_BT);
        var length = targets_BT.shape[1];
        for (var i = 0; i < values.Length; i++)
            bins.Add(firstIndex + i % length, values[i]);
    }
}
