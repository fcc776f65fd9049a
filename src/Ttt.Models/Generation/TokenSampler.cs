namespace Ttt.Models;

/// <summary>Draws the next token from logits: temperature, then top-k, then top-p. Ties go to the smaller id.</summary>
public sealed class TokenSampler(GenerationOptions options)
{
    const long Purpose = 0x67656E;
    readonly RandomStream random = RandomStream.For(options.Seed, Purpose);

    public int Next(ReadOnlySpan<float> logits) => options.Temperature == 0 ? Greedy(logits) : Draw(logits);

    /// <summary>The id of the largest logit.</summary>
    public static int Greedy(ReadOnlySpan<float> logits)
    {
        var best = 0;
        for (var i = 1; i < logits.Length; i++)
            if (logits[i] > logits[best])
                best = i;
        return best;
    }

    int Draw(ReadOnlySpan<float> logits)
    {
        var ids = Enumerable.Range(0, logits.Length).ToArray();
        var values = logits.ToArray();
        Array.Sort(ids, (a, b) => values[a] != values[b] ? values[b].CompareTo(values[a]) : a.CompareTo(b));
        var count = options.TopK == 0 ? ids.Length : Math.Min(options.TopK, ids.Length);
        var weights = new double[count];
        for (var i = 0; i < count; i++)
            weights[i] = Math.Exp(((double)values[ids[i]] - values[ids[0]]) / options.Temperature);
        count = Nucleus(weights);
        var target = random.Uniform() * weights.AsSpan(0, count).Sum();
        for (var i = 0; i < count; i++)
            if ((target -= weights[i]) < 0)
                return ids[i];
        return ids[count - 1];
    }

    int Nucleus(double[] weights)
    {
        if (options.TopP >= 1)
            return weights.Length;
        var limit = options.TopP * weights.AsSpan().Sum();
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
            if ((sum += weights[i]) >= limit)
                return i + 1;
        return weights.Length;
    }
}

static class SpanSum
{
    public static double Sum(this Span<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        return sum;
    }
}
