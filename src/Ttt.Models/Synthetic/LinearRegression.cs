using System.Globalization;

namespace Ttt.Models;

/// <summary>
/// In-context linear regression (arXiv:2208.01066): examples x, y = w·x + noise of a w that is new in every sequence, w ~ N(0, I/d), x ~ N(0, I). An example is two tokens:
/// x, at which y is asked, then x with its y. The score is the share of the variance of y that is explained; the best of all predictors is ridge regression on the examples before.
/// </summary>
/// <param name="Dimensions">d.</param>
/// <param name="Examples">Examples of a sequence.</param>
/// <param name="Noise">Standard deviation of the noise, more than 0.</param>
public sealed record LinearRegression(int Dimensions, int Examples, double Noise) : ISyntheticTask
{
    public string Name => "linear-regression";

    /// <summary>The features, y, and a mark of tokens that hold one.</summary>
    public int VocabSize => Dimensions + 2;

    public int Length => 2 * Examples;

    /// <summary>To answer 0.</summary>
    public double Chance => 0;

    public ISyntheticTask Test => this;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}: {Examples} examples of {Dimensions} features, noise {Noise}");

    public SequenceBatch Batch(IReadOnlyList<RandomStream> random)
    {
        var (inputs, targets) = (new float[random.Count * Length * VocabSize], new float[random.Count * Length]);
        for (var row = 0; row < random.Count; row++)
            Write(random[row], inputs.AsSpan(row * Length * VocabSize, Length * VocabSize), targets.AsSpan(row * Length, Length));
        return new RegressionBatch(random.Count, inputs, targets, Dimensions);
    }

    public IReadOnlyList<SequenceScore> Score(SequenceBatch batch, Tensor logits_BTV)
    {
        var (asked, answers) = ((RegressionBatch)batch, logits_BTV.select(2, Dimensions).to(torch.ScalarType.Float64).cpu().contiguous().data<double>().ToArray());
        return [.. Enumerable.Range(0, batch.Rows).Select(row => new SequenceScore(Explained(asked, row, i => answers[row * Length + i]), Explained(asked, row, _ => 0), Ridge(asked, row)))];
    }

    void Write(RandomStream random, Span<float> inputs, Span<float> targets)
    {
        double[] w = [.. Enumerable.Range(0, Dimensions).Select(_ => random.Normal() / Math.Sqrt(Dimensions))];
        for (var example = 0; example < Examples; example++)
        {
            var query = inputs.Slice(2 * example * VocabSize, VocabSize);
            var answer = inputs.Slice((2 * example + 1) * VocabSize, VocabSize);
            var y = 0.0;
            for (var i = 0; i < Dimensions; i++)
            {
                query[i] = answer[i] = (float)random.Normal();
                y += w[i] * query[i];
            }
            answer[Dimensions] = (float)(y + Noise * random.Normal());
            answer[Dimensions + 1] = 1;
            (targets[2 * example], targets[2 * example + 1]) = (answer[Dimensions], RegressionBatch.Ignored);
        }
    }

    double Ridge(RegressionBatch batch, int row)
    {
        var ridge = new RidgePredictor(Dimensions, Noise * Noise * Dimensions);
        return Explained(batch, row, i =>
        {
            var x = batch.Read(row, i)[..Dimensions];
            var prediction = ridge.Predict(x);
            ridge.Learn(x, batch.Asked(row, i));
            return prediction;
        });
    }

    // In units of the variance that y has over all sequences: 1 of w·x and that of the noise.
    double Explained(RegressionBatch batch, int row, Func<int, double> predict)
        => 1 - Enumerable.Range(0, Examples).Average(example => Math.Pow(predict(2 * example) - batch.Asked(row, 2 * example), 2)) / (1 + Noise * Noise);
}
