using System.Text;

namespace Ttt.Models.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    static readonly ModelConfig Config = new() { HiddenSize = 16, IntermediateSize = 32, NumHiddenLayers = 1, NumAttentionHeads = 2, PreConv = true };
    static readonly TrainingOptions Options = new() { Steps = 20, BatchSize = 4, ContextLength = 12, LearningRate = 1e-2, EvaluationInterval = 5, CheckpointInterval = 4, Seed = 3 };
    static readonly ByteTokenizer Tokenizer = new();
    static readonly TextCorpus Corpus = TextCorpus.Split(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("the quick brown fox jumps over the lazy dog. ", 30))), Tokenizer, "fox");
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static LanguageModel Model(ModelConfig config) => new(config, Options.Seed, () => new CumulativeMean(config.HiddenSize));

    [Fact]
    public void Training_lowers_the_loss_and_reports_every_step()
    {
        using var model = Model(Config);
        using var trainer = new Trainer(model, Corpus, Tokenizer, Options with { Steps = 60 });
        var seen = new List<TrainingProgress>();
        var result = trainer.Run(progress: seen.Add);
        Assert.Equal(Enumerable.Range(1, 60), seen.Select(p => p.Point.Step));
        Assert.Equal(seen.Select(p => p.Point), result.History.Points);
        Assert.InRange(seen[0].Point.Loss, 5.3, 6.5);
        Assert.InRange(seen[^1].Point.HeldOutLoss!.Value, 0, 3.2);
        Assert.Equal(12, seen.Count(p => p.Point.HeldOutLoss is not null));
        Assert.True(seen[^1].TokensPerSecond > 0 && seen[^1].Remaining == TimeSpan.Zero && seen[0].Remaining > TimeSpan.Zero);
        Assert.False(result.Cancelled);
        Assert.Null(result.Checkpoint);
    }

    [Fact]
    public void Twenty_steps_are_ten_and_ten_bit_by_bit()
    {
        var (whole, parts) = (folder.File("whole"), folder.File("parts"));
        using (var model = Model(Config))
        using (var trainer = new Trainer(model, Corpus, Tokenizer, Options))
            trainer.Run(whole);
        using (var model = Model(Config))
        using (var trainer = new Trainer(model, Corpus, Tokenizer, Options))
        {
            using var stop = new CancellationTokenSource();
            var first = trainer.Run(parts, p => { if (p.Point.Step == 10) stop.Cancel(); }, stop.Token);
            Assert.True(first.Cancelled);
            Assert.Equal(10, first.Step);
        }
        using (var trainer = Trainer.Resume(parts, Corpus, Tokenizer, Model))
        {
            Assert.Equal(10, trainer.Step);
            Assert.Equal(20, trainer.Run(parts).Step);
            trainer.Model.Dispose();
        }
        var (a, b) = (CheckpointFolder.Resolve(whole), CheckpointFolder.Resolve(parts));
        Assert.EndsWith("step-00000020", a);
        var names = Directory.GetFiles(a).Select(f => Path.GetFileName(f)).Order().ToArray();
        Assert.Equal(["SHA256SUMS", "config.json", "history.jsonl", "model.safetensors", "optimizer.safetensors", "training.json"], names);
        foreach (var name in names)
            Assert.True(File.ReadAllBytes(Path.Combine(a, name)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(b, name))), name);
    }

    [Fact]
    public void A_diverging_loss_stops_and_keeps_the_last_checkpoint()
    {
        using var model = Model(Config);
        using var trainer = new Trainer(model, Corpus, Tokenizer, Options);
        var fault = Assert.Throws<TttException>(() => trainer.Run(folder.File("run"), p =>
        {
            if (p.Point.Step != 6)
                return;
            using var noGradient = torch.no_grad();
            model.Backbone.EmbeddingWeight.fill_(float.NaN);
        }));
        var kept = CheckpointFolder.Resolve(folder.File("run"));
        Assert.Contains("became NaN at step 7", fault.Message);
        Assert.Contains(kept, fault.Message);
        Assert.EndsWith("step-00000004", kept);
        using var loaded = CheckpointFolder.LoadModel(kept, Model);
        Assert.All(TensorAssert.Values(loaded.Backbone.EmbeddingWeight), v => Assert.True(double.IsFinite(v)));
    }

    [Fact]
    public void Wrong_input_is_refused_with_one_line()
    {
        using var model = Model(Config);
        Assert.Contains("'steps'", Assert.Throws<TttException>(() => new Trainer(model, Corpus, Tokenizer, Options with { Steps = 0 })).Message);
        Assert.Contains("one window needs 100001", Assert.Throws<TttException>(() => new Trainer(model, Corpus, Tokenizer, Options with { ContextLength = 100000 })).Message);
        using var small = Model(Config with { VocabSize = 100 });
        Assert.Contains("vocab_size is 100", Assert.Throws<TttException>(() => new Trainer(small, Corpus, Tokenizer, Options)).Message);
    }

    [Fact]
    public void Another_text_or_a_damaged_checkpoint_cannot_be_resumed()
    {
        using (var model = Model(Config))
        using (var trainer = new Trainer(model, Corpus, Tokenizer, Options with { Steps = 2 }))
            trainer.Run(folder.File("run"));
        var other = TextCorpus.Split(Encoding.UTF8.GetBytes(new string('x', 500)), Tokenizer, "x");
        Assert.Contains("another text", Assert.Throws<TttException>(() => Trainer.Resume(folder.File("run"), other, Tokenizer, Model)).Message);
        var weights = Path.Combine(CheckpointFolder.Resolve(folder.File("run")), CheckpointFolder.Model);
        File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..^8]);
        var fault = Assert.Throws<TttException>(() => Trainer.Resume(folder.File("run"), Corpus, Tokenizer, Model));
        Assert.Contains("is not the one that was written", fault.Message);
        Assert.DoesNotContain('\n', fault.Message);
    }
}
