namespace Ttt.Models.Tests.Generation;

/// <summary>Samplers as their papers define them: probabilities over the whole vocabulary, cut and divided by their sum after every step.</summary>
static class SlowSampler
{
    public static double[] Probabilities(float[] logits, int[] text, GenerationOptions options)
    {
        var x = logits.Select((l, i) => !text.Contains(i) ? l : l > 0 ? l / options.RepetitionPenalty : l * options.RepetitionPenalty).ToArray();
        var p = Normalised([.. x.Select(l => Math.Exp(l / options.Temperature))]);
        if (options.TopK > 0)
            p = Kept(p, i => Rank(p, i) < options.TopK);
        // the smallest set of most probable tokens that reaches the probability: those before which it is not reached
        p = options.TopP == 1 ? p : Kept(p, i => p.Where((_, j) => Rank(p, j) < Rank(p, i)).Sum() < options.TopP);
        return Kept(p, i => p[i] >= options.MinP * p.Max());
    }

    // how many tokens come before this one
    static int Rank(double[] p, int token) => p.Where((other, i) => other > p[token] || (other == p[token] && i < token)).Count();

    static double[] Kept(double[] p, Func<int, bool> keep) => Normalised([.. p.Select((value, i) => keep(i) ? value : 0)]);

    static double[] Normalised(double[] weights)
    {
        var sum = weights.Sum();
        return [.. weights.Select(w => w / sum)];
    }
}
