using System.Text;

namespace Ttt.Models.Tests.Training;

/// <summary>What a process that was killed may leave behind, and that a run goes on from it.</summary>
public sealed class KilledRunTests : IDisposable
{
    static readonly ByteTokenizer Tokenizer = new();
    static readonly TextCorpus Corpus = TextCorpus.Split(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("the quick brown fox jumps over the lazy dog. ", 20))), Tokenizer, "fox");
    static readonly TrainingOptions Options = new() { Steps = 8, BatchSize = 2, ContextLength = 12, EvaluationInterval = 3, EvaluationTokens = 32, CheckpointInterval = 2, Order = WindowOrder.Shuffled };
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static LanguageModel Model(ModelConfig config) => new(config, 3, () => new CumulativeMean(config.HiddenSize));

    static readonly ModelConfig Config = new() { HiddenSize = 8, IntermediateSize = 8, NumHiddenLayers = 1, NumAttentionHeads = 2 };

    string Train(string name, int? stopAfter = null)
    {
        var run = folder.File(name);
        using var model = Model(Config);
        using var trainer = new Trainer(model, Corpus, Tokenizer, Options);
        using var stop = new CancellationTokenSource();
        trainer.Run(run, p => { if (p.Point.Step == stopAfter) stop.Cancel(); }, stop.Token);
        return run;
    }

    void GoesOn(string run)
    {
        CheckpointFolder.Prepare(run);
        using (var trainer = Trainer.Resume(run, Corpus, Tokenizer, Model))
        {
            trainer.Run(run);
            trainer.Model.Dispose();
        }
        var (a, b) = (Files(folder.File("whole")), Files(run));
        Assert.Equal(a.Keys, b.Keys);
        Assert.All(a, file => Assert.True(file.Value.AsSpan().SequenceEqual(b[file.Key]), file.Key));
    }

    static SortedDictionary<string, byte[]> Files(string run) =>
        new(Directory.GetFiles(run, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(run, file), File.ReadAllBytes), StringComparer.Ordinal);

    [Fact]
    public void A_run_goes_on_from_whatever_a_kill_left()
    {
        Train("whole");
        var left = new Dictionary<string, Action<string>>
        {
            ["half a checkpoint"] = run => Write(run, "checkpoints/.writing-1/model.safetensors", "half"),
            ["a checkpoint that was not made the latest"] = run => Write(run, "checkpoints/step-00000008/model.safetensors", "older"),
            ["the pointer half written"] = run => Write(run, ".latest.1.tmp", "check"),
            ["lines after the checkpoint, the last one torn"] = run => File.AppendAllText(Path.Combine(run, RunLog.Lines), "{\"step\":5,\"loss\":1}\n{\"step\":6,\"lo"),
            ["no log"] = run => File.Delete(Path.Combine(run, RunLog.Table)),
            ["the checkpoint before"] = run => Write(run, "checkpoints/step-00000002/model.safetensors", "older"),
        };
        foreach (var (what, leave) in left)
        {
            var run = Train(what, stopAfter: 4);
            leave(run);
            GoesOn(run);
        }
    }

    [Fact]
    public void The_latest_checkpoint_stays_until_another_of_its_step_is_whole()
    {
        var run = Train("run", stopAfter: 4);
        var before = CheckpointFolder.Resolve(run);
        Assert.Throws<IOException>(() => CheckpointFolder.Write(run, 4, _ => throw new IOException("disk full")));
        Assert.Equal(before, CheckpointFolder.Resolve(run));
        CheckpointFolder.Write(run, 4, to =>
        {
            foreach (var file in Directory.GetFiles(before))
                File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        });
        Assert.EndsWith("step-00000004-again", CheckpointFolder.Resolve(run));
        CheckpointFolder.LoadModel(run, Model).Dispose();
        Train("whole");
        GoesOn(run);
    }

    [Fact]
    public void The_log_has_every_update_as_soon_as_it_is_made()
    {
        var run = folder.File("live");
        using var model = Model(Config);
        using var trainer = new Trainer(model, Corpus, Tokenizer, Options);
        trainer.Run(run, p =>
        {
            using var lines = new StreamReader(new FileStream(Path.Combine(run, RunLog.Lines), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            using var table = new StreamReader(new FileStream(Path.Combine(run, RunLog.Table), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            Assert.Equal(trainer.History.ToJsonLines(), lines.ReadToEnd());
            Assert.Equal(trainer.History.ToCsv(), table.ReadToEnd());
        });
        Assert.Equal(9, File.ReadAllLines(Path.Combine(run, RunLog.Table)).Length);
    }

    static void Write(string run, string name, string text)
    {
        var path = Path.Combine(run, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
