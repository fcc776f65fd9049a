namespace Ttt.Models.Tests.Training;

public sealed class AccumulationTests
{
    static readonly TrainingOptions Options = new() { Steps = 3, BatchSize = 6, ContextLength = 5, LearningRate = 1e-2, WarmupSteps = 0, EvaluationInterval = 0, CheckpointInterval = 0, Epsilon = 1e-3 };

    /// <summary>Rows with different numbers of targets that count; one row has none.</summary>
    sealed class Uneven : ITrainingData, IBatchSource
    {
        public string Fingerprint => "uneven";

        public IBatchSource Batches(TrainingOptions options) => this;

        public double? HeldOutLoss(LanguageModel model, TrainingOptions options) => null;

        public SequenceBatch Batch(long index)
        {
            var random = RandomStream.For(1, 2, index);
            var inputs = Enumerable.Range(0, 30).Select(_ => random.Below(7)).ToArray();
            return new TokenBatch(6, inputs, [.. inputs.Select((token, i) => i % 5 <= i / 5 && i / 5 != 3 ? (token * 3 + 1) % 7 : TokenBatch.Ignored)]);
        }
    }

    static (double[] Weights, LossPoint[] Points) Train(TrainingOptions options)
    {
        var config = new ModelConfig { VocabSize = 7, HiddenSize = 8, IntermediateSize = 8, NumHiddenLayers = 1, NumAttentionHeads = 2, MiniBatchSize = 4 };
        using var model = new LanguageModel(config, 0);
        model.to(torch.float64);
        using var trainer = new Trainer(model, new Uneven(), null, options);
        var result = trainer.Run();
        return ([.. model.parameters().SelectMany(p => TensorAssert.Values(p))], [.. result.History.Points]);
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(1, 6)]
    [InlineData(2, 3)]
    public void Accumulated_batches_are_one_large_batch(int batch, int steps)
    {
        var (whole, points) = Train(Options);
        var (parts, same) = Train(Options with { BatchSize = batch, AccumulationSteps = steps });
        Assert.Equal(points.Select(p => p.Loss), same.Select(p => p.Loss), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(points.Select(p => p.GradientNorm), same.Select(p => p.GradientNorm), (a, b) => Math.Abs(a - b) < 1e-10);
        Assert.Equal(whole, parts, (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Null(points[^1].HeldOutLoss);
    }

    [Fact]
    public void Accumulated_windows_of_a_text_are_those_of_the_large_batch()
    {
        var corpus = TextCorpus.Split(Enumerable.Range(0, 300).Select(i => (byte)i).ToArray(), new ByteTokenizer(), "t");
        Assert.Equal(corpus.Batches(Options).Tokens(2).Inputs, corpus.Batches(Options with { BatchSize = 2, AccumulationSteps = 3 }).Tokens(2).Inputs);
    }

    [Fact]
    public void Too_many_tokens_for_one_update_are_refused() =>
        Assert.Contains("'batch_size' must be at most", Assert.Single((Options with { AccumulationSteps = 1_000_000_000 }).Faults()));
}
