using System.Text;

namespace Ttt.Models.Tests.Training;

/// <summary>Training of whole models around the generated layers.</summary>
public sealed class TttTrainingTests : IDisposable
{
    static readonly ByteTokenizer Tokenizer = new();
    static readonly TextCorpus Corpus = TextCorpus.Split(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("the quick brown fox jumps over the lazy dog. ", 40))), Tokenizer, "fox");
    static readonly TrainingOptions Options = new() { Steps = 20, BatchSize = 3, ContextLength = 20, LearningRate = 1e-2, EvaluationInterval = 10, CheckpointInterval = 0, Seed = 3 };
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static ModelConfig Config(string layer, string backbone) =>
        new ModelConfig { HiddenSize = 16, IntermediateSize = 24, NumHiddenLayers = 2, NumAttentionHeads = 2, MiniBatchSize = 8, TttLayerType = layer }.WithBackbone(backbone);

    byte[] Train(string name, string layer, string backbone, int? stopAfter = null)
    {
        var run = folder.File(name);
        using (var model = new LanguageModel(Config(layer, backbone), Options.Seed))
        using (var trainer = new Trainer(model, Corpus, Tokenizer, Options))
        using (var stop = new CancellationTokenSource())
            trainer.Run(run, p => { if (p.Point.Step == stopAfter) stop.Cancel(); }, stop.Token);
        if (stopAfter is not null)
            using (var trainer = Trainer.Resume(run, Corpus, Tokenizer))
            {
                trainer.Run(run);
                trainer.Model.Dispose();
            }
        var last = CheckpointFolder.Resolve(run);
        Assert.EndsWith("step-00000020", last);
        return [.. Directory.GetFiles(last).Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes)];
    }

    [Theory]
    [InlineData("linear", "transformer")]
    [InlineData("mlp", "mamba")]
    public void Twenty_steps_are_ten_and_ten_bit_by_bit(string layer, string backbone) =>
        Assert.True(Train("whole", layer, backbone).AsSpan().SequenceEqual(Train("parts", layer, backbone, stopAfter: 10)));

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        var before = torch.get_num_threads();
        try
        {
            torch.set_num_threads(1);
            var one = Train("one", "linear", "mamba");
            torch.set_num_threads(2);
            Assert.True(one.AsSpan().SequenceEqual(Train("two", "linear", "mamba")));
        }
        finally
        {
            torch.set_num_threads(before);
        }
    }

    [Fact]
    public void A_small_model_learns_a_sentence_and_continues_it()
    {
        using var model = new LanguageModel(Config("linear", "mamba"), 1);
        using var trainer = new Trainer(model, Corpus, Tokenizer, Options with { Steps = 150, ContextLength = 45, BatchSize = 4 });
        var result = trainer.Run();
        Assert.InRange(result.History.Points[^1].HeldOutLoss!.Value, 0, 0.7);
        var text = new TextGenerator(model, Tokenizer).Generate("the quick brown fox jumps over ", new() { Temperature = 0, MaxTokens = 14, Stop = ["."] });
        Assert.Equal("the lazy dog", text);
    }
}
