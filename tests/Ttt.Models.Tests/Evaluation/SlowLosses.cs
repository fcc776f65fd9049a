namespace Ttt.Models.Tests.Evaluation;

/// <summary>Losses of a window by definition: one forward pass, log-sum-exp in double.</summary>
static class SlowLosses
{
    public static double[] Of(LanguageModel model, int[] tokens, long start, int length)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var size = model.Config.VocabSize;
        var ids = torch.tensor([.. tokens.Skip((int)start).Take(length).Select(t => (long)t)], [1, length], dtype: torch.ScalarType.Int64);
        var logits = TensorAssert.Values(model.call(ids));
        return [.. Enumerable.Range(0, length).Select(t =>
        {
            var row = logits.AsSpan(t * size, size).ToArray();
            return Math.Log(row.Sum(Math.Exp)) - row[tokens[start + t + 1]];
        })];
    }
}
