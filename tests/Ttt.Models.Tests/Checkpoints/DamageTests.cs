namespace Ttt.Models.Tests.Checkpoints;

/// <summary>Files that were cut, flipped or swapped: one clear error, never half a model, never another exception.</summary>
public sealed class DamageTests : IDisposable
{
    static readonly ModelConfig Small = new() { VocabSize = 256, HiddenSize = 8, IntermediateSize = 12, NumHiddenLayers = 1, NumAttentionHeads = 2, MiniBatchSize = 4 };
    readonly TemporaryFolder folder = new();
    readonly TextCorpus corpus = TextCorpus.Split(Enumerable.Range(0, 400).Select(i => (byte)(i * i)).ToArray(), new ByteTokenizer(), "t");

    public void Dispose() => folder.Dispose();

    string Checkpoint()
    {
        using var trainer = new Trainer(new LanguageModel(Small, 1), corpus, new ByteTokenizer(), new() { Steps = 2, BatchSize = 1, ContextLength = 8, EvaluationInterval = 0, EvaluationTokens = 8 });
        using var model = trainer.Model;
        return trainer.Run(folder.File("run")).Checkpoint!;
    }

    [Fact]
    public void A_checkpoint_that_was_touched_anywhere_is_refused()
    {
        var checkpoint = Checkpoint();
        var random = new Random(4);
        foreach (var path in Directory.GetFiles(checkpoint))
        {
            var whole = File.ReadAllBytes(path);
            for (var round = 0; round < 40; round++)
            {
                var damaged = round % 2 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
                if (round % 2 == 1)
                    damaged[random.Next(whole.Length)] ^= (byte)(1 << random.Next(8));
                File.WriteAllBytes(path, damaged);
                Refused(() => CheckpointFolder.LoadModel(folder.File("run")), Path.GetFileName(path));
                Refused(() => Trainer.Resume(folder.File("run"), corpus, new ByteTokenizer()), Path.GetFileName(path));
            }
            File.Delete(path);
            if (Path.GetFileName(path) is not Checksums.FileName)
                Refused(() => CheckpointFolder.LoadModel(folder.File("run")), Path.GetFileName(path));
            File.WriteAllBytes(path, whole);
        }
        CheckpointFolder.LoadModel(folder.File("run")).Dispose();
    }

    [Fact]
    public void A_shortened_list_of_sums_is_no_list()
    {
        var list = Path.Combine(Checkpoint(), Checksums.FileName);
        var lines = File.ReadAllLines(list);
        for (var kept = 0; kept < lines.Length; kept++)
        {
            File.WriteAllText(list, string.Concat(lines.Take(kept).Select(line => line + "\n")));
            Refused(() => CheckpointFolder.LoadModel(folder.File("run")), Checksums.FileName);
        }
    }

    [Fact]
    public void A_foreign_folder_without_sums_loads_whole_or_is_refused()
    {
        ReleasedFolder.Write("lm_linear_untied_k8", folder.File("r"), 2);
        var random = new Random(7);
        foreach (var path in Directory.GetFiles(folder.File("r")))
        {
            var whole = File.ReadAllBytes(path);
            for (var round = 0; round < 60; round++)
            {
                var cut = round % 3 == 0;
                var damaged = cut ? whole[..random.Next(whole.Length)] : [.. whole];
                // flips where the structure is: in data nobody can see them
                if (!cut)
                    damaged[random.Next(Math.Min(whole.Length, 3000))] ^= (byte)(1 << random.Next(8));
                File.WriteAllBytes(path, damaged);
                try
                {
                    using var model = CheckpointFolder.LoadModel(folder.File("r"));
                    Assert.False(cut && path.EndsWith(".safetensors", StringComparison.Ordinal));
                }
                catch (TttException fault)
                {
                    Assert.DoesNotContain("internal", fault.Message);
                }
            }
            File.WriteAllBytes(path, whole);
        }
    }

    [Fact]
    public void The_pointer_of_a_run_may_be_damaged_too()
    {
        Checkpoint();
        var pointer = folder.File("run/latest");
        var whole = File.ReadAllBytes(pointer);
        for (var bit = 0; bit < 8 * whole.Length; bit++)
        {
            var damaged = whole.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(pointer, damaged);
            try
            {
                CheckpointFolder.LoadModel(folder.File("run")).Dispose();
            }
            catch (TttException)
            {
            }
        }
    }

    static void Refused(Func<object> load, string file)
    {
        var fault = Assert.Throws<TttException>(() => load()).Message;
        Assert.DoesNotContain('\n', fault);
        Assert.Contains(file, fault);
    }
}
