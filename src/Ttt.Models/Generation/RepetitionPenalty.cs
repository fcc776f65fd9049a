namespace Ttt.Models;

/// <summary>Makes tokens that stand in a text already less probable. It remembers which tokens came, not where, so that its memory does not grow with the text.</summary>
sealed class RepetitionPenalty(double penalty)
{
    readonly HashSet<int> seen = [];

    public void See(ReadOnlySpan<int> tokens)
    {
        foreach (var token in tokens)
            seen.Add(token);
    }

    /// <summary>The logits with the penalty on them.</summary>
    public double[] Of(ReadOnlySpan<float> logits)
    {
        var values = new double[logits.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = logits[i];
        foreach (var token in seen)
            if (penalty != 1 && token < values.Length)
                values[token] = values[token] > 0 ? values[token] / penalty : values[token] * penalty;
        return values;
    }
}
