namespace Ttt.Models;

/// <summary>
/// Draws the tokens of one text from logits: repetition penalty, then temperature, top-k, top-p, min-p, each on what the one before has left; the order of
/// Hugging Face's generate. Ties go to the smaller id. At temperature 0 the largest penalised logit is taken.
/// </summary>
public sealed class TokenSampler(GenerationOptions options)
{
    const long Purpose = 0x67656E;
    readonly RandomStream random = RandomStream.For(options.Seed, Purpose);
    readonly RepetitionPenalty penalty = new(options.RepetitionPenalty);

    /// <summary>Tells of tokens that stand in the text before those drawn.</summary>
    public void See(ReadOnlySpan<int> tokens) => penalty.See(tokens);

    /// <summary>Draws what follows.</summary>
    public int Next(ReadOnlySpan<float> logits)
    {
        var token = Draw(Candidates.Of(penalty.Of(logits), options));
        penalty.See([token]);
        return token;
    }

    /// <summary>The probability with which <see cref="Next"/> would draw each token.</summary>
    public double[] Probabilities(ReadOnlySpan<float> logits)
    {
        var (ids, weights) = Candidates.Of(penalty.Of(logits), options);
        var (probabilities, sum) = (new double[logits.Length], weights.Sum());
        for (var i = 0; i < ids.Length; i++)
            probabilities[ids[i]] = weights[i] / sum;
        return probabilities;
    }

    int Draw(Candidates candidates)
    {
        if (options.Temperature == 0)
            return candidates.Ids[0];
        var target = random.Uniform() * candidates.Weights.Sum();
        for (var i = 0; i < candidates.Ids.Length; i++)
            if ((target -= candidates.Weights[i]) < 0)
                return candidates.Ids[i];
        return candidates.Ids[^1];
    }
}
