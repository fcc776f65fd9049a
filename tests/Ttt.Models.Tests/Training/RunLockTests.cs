using System.Text;

namespace Ttt.Models.Tests.Training;

public sealed class RunLockTests : IDisposable
{
    static readonly ByteTokenizer Tokenizer = new();
    static readonly TextCorpus Corpus = TextCorpus.Split(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("the quick brown fox. ", 30))), Tokenizer, "t");
    static readonly TrainingOptions Options = new() { Steps = 2, BatchSize = 2, ContextLength = 16, EvaluationInterval = 0 };
    static readonly ModelConfig Config = new() { HiddenSize = 8, IntermediateSize = 8, NumHiddenLayers = 1, NumAttentionHeads = 2, MiniBatchSize = 8 };
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_folder_has_one_trainer_at_a_time()
    {
        var run = Directory.CreateDirectory(folder.File("run")).FullName;
        using var model = new LanguageModel(Config, 1);
        using var first = new Trainer(model, Corpus, Tokenizer, Options);
        using var second = new Trainer(model, Corpus, Tokenizer, Options with { Steps = 3 });
        first.Run(run, _ => Assert.Contains("another process is training this run", Assert.Throws<TttException>(() => second.Run(run)).Message));
        Assert.Equal(3, second.Run(run).Step);
        Assert.False(File.Exists(Path.Combine(run, ".lock")));
    }
}
