namespace Ttt.Models.Tests.Synthetic;

public sealed class LinearRegressionTests
{
    static readonly LinearRegression Task = new(3, 12, 0.25);

    static RegressionBatch Batch(LinearRegression task, int rows) => (RegressionBatch)task.Batch([.. Enumerable.Range(0, rows).Select(row => RandomStream.For(5, 1, row))]);

    [Fact]
    public void Every_example_is_asked_once_then_shown_with_its_answer()
    {
        var batch = Batch(Task, 4);
        Assert.Equal((4, 24, 48), (batch.Rows, batch.Length, batch.Counted));
        for (var row = 0; row < 4; row++)
            for (var i = 0; i < 24; i += 2)
            {
                Assert.Equal(batch.Read(row, i)[..3].ToArray(), batch.Read(row, i + 1)[..3].ToArray());
                Assert.Equal([0f, 0], batch.Read(row, i)[3..].ToArray());
                Assert.Equal([batch.Asked(row, i), 1], batch.Read(row, i + 1)[3..].ToArray());
                Assert.True(float.IsNaN(batch.Asked(row, i + 1)));
            }
    }

    [Fact]
    public void Answers_vary_as_much_as_is_said()
    {
        var batch = Batch(Task, 4000);
        var variance = Enumerable.Range(0, 4000).Average(row => (double)batch.Asked(row, 6) * batch.Asked(row, 6));
        Assert.Equal(1 + 0.25 * 0.25, variance, 0.1);
    }

    // (XᵀX + λI) w = Xᵀy by elimination, for all examples before each
    static double RidgeByElimination(RegressionBatch batch, int row, int examples, double penalty)
    {
        var d = Task.Dimensions;
        var error = 0.0;
        for (var n = 0; n < examples; n++)
        {
            var system = new double[d, d + 1];
            for (var i = 0; i < d; i++)
            {
                system[i, i] = penalty;
                for (var e = 0; e < n; e++)
                {
                    for (var j = 0; j < d; j++)
                        system[i, j] += batch.Read(row, 2 * e)[i] * (double)batch.Read(row, 2 * e)[j];
                    system[i, d] += batch.Read(row, 2 * e)[i] * (double)batch.Asked(row, 2 * e);
                }
            }
            for (var i = 0; i < d; i++)
                for (var k = 0; k < d; k++)
                    if (k != i)
                        for (var (factor, j) = (system[k, i] / system[i, i], d); j >= i; j--)
                            system[k, j] -= factor * system[i, j];
            var prediction = Enumerable.Range(0, d).Sum(i => system[i, d] / system[i, i] * batch.Read(row, 2 * n)[i]);
            error += Math.Pow(prediction - batch.Asked(row, 2 * n), 2);
        }
        return error / examples;
    }

    [Fact]
    public void The_best_predictor_is_ridge_regression_on_the_examples_before()
    {
        var batch = Batch(Task, 6);
        using var silent = torch.zeros(6, 24, 5);
        var scores = Task.Score(batch, silent);
        for (var row = 0; row < 6; row++)
        {
            Assert.Equal(1 - RidgeByElimination(batch, row, 12, 0.25 * 0.25 * 3) / (1 + 0.25 * 0.25), scores[row].Best, 1e-9);
            Assert.Equal(1 - Enumerable.Range(0, 12).Average(n => Math.Pow(batch.Asked(row, 2 * n), 2)) / (1 + 0.25 * 0.25), scores[row].Share, 1e-9);
        }
    }

    [Fact]
    public void Guessing_is_measured_on_the_same_sequences()
    {
        // one example: nothing to learn from
        var task = new LinearRegression(1, 1, 0.1);
        var scores = task.Score(Batch(task, 5), torch.zeros(5, 2, 3));
        Assert.All(scores, score => Assert.Equal((score.Guess, score.Guess), (score.Best, score.Share)));
    }

    [Fact]
    public void No_other_penalty_does_better_on_average()
    {
        var batch = Batch(Task, 400);
        double mean(double penalty) => Enumerable.Range(0, 400).Average(row => RidgeByElimination(batch, row, 12, penalty));
        var best = mean(0.25 * 0.25 * 3);
        Assert.True(best < mean(0.01) && best < mean(1.5));
    }

    [Fact]
    public void The_loss_is_the_squared_error_of_what_is_asked()
    {
        using var scope = torch.NewDisposeScope();
        var batch = Batch(Task, 3);
        var logits = torch.rand([3, 24, 5], torch.ScalarType.Float64).requires_grad_();
        var loss = batch.Loss(logits);
        var values = logits.detach().data<double>().ToArray();
        var expected = Enumerable.Range(0, 3).SelectMany(row => Enumerable.Range(0, 12).Select(n => Math.Pow(values[(row * 24 + 2 * n) * 5 + 3] - batch.Asked(row, 2 * n), 2))).Average();
        Assert.Equal(expected, loss.item<double>(), 1e-12);
        loss.backward();
        var gradient = logits.grad!.data<double>().ToArray();
        for (var i = 0; i < gradient.Length; i++)
            Assert.Equal(i % 5 == 3 && i / 5 % 2 == 0 ? 2 * (values[i] - batch.Asked(i / 120, i / 5 % 24)) / 36 : 0, gradient[i], 1e-12);
        var some = batch.Select([2, 0]);
        Assert.Equal((2, 24, 24), (some.Rows, some.Length, some.Counted));
        Assert.Equal(batch.Read(2, 7).ToArray(), some.Read(0, 7).ToArray());
        Assert.Equal(batch.Asked(0, 8), some.Asked(1, 8));
    }

    [Fact]
    public void A_mixture_of_one_token_is_that_token()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var model = new LanguageModel(new() { VocabSize = 5, HiddenSize = 8, NumAttentionHeads = 2, NumHiddenLayers = 2 }, 1);
        var ids = torch.tensor(new long[] { 3, 0, 4, 1, 1, 2 }, [2, 3], dtype: torch.ScalarType.Int64);
        TensorAssert.Close(model.call(ids), model.call(torch.nn.functional.one_hot(ids, 5).to(torch.ScalarType.Float32)), 1e-6);
    }

    [Fact]
    public void A_model_learns_to_regress()
    {
        var task = new LinearRegression(2, 8, 0.1);
        using var model = new LanguageModel(new() { VocabSize = task.VocabSize, TttLayerType = "deltanet", HiddenSize = 32, IntermediateSize = 64, NumAttentionHeads = 2, NumHiddenLayers = 2 }, 1);
        using var trainer = new Trainer(model, new SyntheticData(task), null, new() { Steps = 150, BatchSize = 32, ContextLength = task.Length, LearningRate = 0.01, EvaluationInterval = 0 });
        trainer.Run();
        var score = TaskEvaluator.Evaluate(model, task, 128);
        Assert.InRange(score.Accuracy, 0.35, score.Best);
    }
}
