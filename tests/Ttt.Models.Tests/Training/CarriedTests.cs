using System.Text;

namespace Ttt.Models.Tests.Training;

/// <summary>Rows that read on through documents, with their state.</summary>
public sealed class CarriedTests : IDisposable
{
    static readonly ByteTokenizer Tokenizer = new();
    static readonly byte[] Text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 12).Select(i => $"document {i} has {new string('x', 11 * i % 37)} characters;")));
    static readonly TrainingOptions Options = new() { Steps = 12, BatchSize = 2, AccumulationSteps = 2, ContextLength = 7, LearningRate = 1e-2, EvaluationInterval = 6, EvaluationTokens = 40, CheckpointInterval = 5, Order = WindowOrder.Carried, Seed = 2 };
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static TextCorpus Corpus() => TextCorpus.Split(Text, Tokenizer, "t", ";");

    static ModelConfig Config(string layer) => new ModelConfig { HiddenSize = 16, IntermediateSize = 16, NumHiddenLayers = 2, NumAttentionHeads = 2, MiniBatchSize = 4, TttLayerType = layer }.WithBackbone("mamba");

    [Fact]
    public void Rows_read_their_part_of_the_text_in_order_and_begin_anew_with_every_document()
    {
        var corpus = Corpus();
        var (tokens, share) = (corpus.Train.ToArray(), corpus.Train.Length / 4);
        var source = corpus.Batches(Options);
        for (var row = 0; row < 4; row++)
        {
            var (first, end) = ((int)(row * share), (int)(row == 3 ? tokens.Length : (row + 1) * share));
            // the slow definition: walk through the part, window by window
            var at = first;
            for (var n = 0; n < 60; n++)
            {
                var document = corpus.Documents.LastOrDefault(start => start <= at);
                var limit = (int)Math.Min(end, corpus.Documents.FirstOrDefault(start => start > at, tokens.Length));
                var batch = source.Tokens(n);
                Assert.Equal(at != first && at != document, batch.Continues![row]);
                for (var i = 0; i < 7; i++)
                {
                    Assert.Equal(at + i < limit ? tokens[at + i] : 0, batch.Inputs[7 * row + i]);
                    var asked = at + i < limit && at + i + 1 < tokens.Length && !corpus.Documents.Contains(at + i + 1);
                    Assert.Equal(asked ? tokens[at + i + 1] : TokenBatch.Ignored, batch.Targets[7 * row + i]);
                }
                at = Math.Min(at + 7, limit);
                // a window with nothing to ask for is left out
                if (at < tokens.Length && at + 1 < tokens.Length && at + 1 == limit && corpus.Documents.Contains(limit))
                    at++;
                if (at >= end || at + 1 >= tokens.Length)
                    at = first;
            }
        }
        Assert.Contains("too few for 400 rows", Assert.Throws<TttException>(() => corpus.Batches(Options with { BatchSize = 200 })).Message);
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("attention")]
    [InlineData("mamba")]
    public void The_losses_of_windows_are_those_of_the_document_read_at_once(string layer)
    {
        var text = Encoding.UTF8.GetBytes(new string([.. Enumerable.Range(0, 100).Select(i => (char)('a' + i * i % 26))]));
        var corpus = TextCorpus.Split(text, Tokenizer, "t");
        using var scope = torch.NewDisposeScope();
        using var model = new LanguageModel(Config(layer), 1);
        model.to(torch.float64);
        // weights that hardly move
        var options = Options with { Steps = 5, BatchSize = 1, AccumulationSteps = 1, LearningRate = 1e-12, MinimumLearningRate = 0, WeightDecay = 0, EvaluationInterval = 0 };
        using var trainer = new Trainer(model, corpus, Tokenizer, options);
        var points = trainer.Run().History.Points;
        using var noGradient = torch.no_grad();
        var tokens = corpus.Train.ToArray();
        var logits = model.forward(torch.tensor([.. tokens[..35].Select(t => (long)t)], [1, 35], dtype: torch.ScalarType.Int64));
        for (var n = 0; n < 5; n++)
        {
            var targets = torch.tensor([.. tokens[(7 * n + 1)..(7 * n + 8)].Select(t => (long)t)], dtype: torch.ScalarType.Int64);
            Assert.Equal(torch.nn.functional.cross_entropy(logits[0].narrow(0, 7 * n, 7), targets).item<double>(), points[n].Loss, 1e-8);
        }
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("mlp")]
    [InlineData("attention")]
    [InlineData("mamba")]
    public void A_run_that_was_interrupted_in_mid_document_ends_with_the_same_bytes(string layer)
    {
        void Train(string run, int? stopAfter)
        {
            using var model = new LanguageModel(Config(layer), 2);
            using var trainer = new Trainer(model, Corpus(), Tokenizer, Options);
            using var stop = new CancellationTokenSource();
            trainer.Run(folder.File(run), p => { if (p.Point.Step == stopAfter) stop.Cancel(); }, stop.Token);
        }
        Train("whole", null);
        Train("parts", 7);
        Assert.Equal(4, Directory.GetFiles(CheckpointFolder.Resolve(folder.File("parts")), "carried.*").Length);
        using (var trainer = Trainer.Resume(folder.File("parts"), Corpus(), Tokenizer))
        {
            trainer.Run(folder.File("parts"));
            trainer.Model.Dispose();
        }
        var (a, b) = (CheckpointFolder.Resolve(folder.File("whole")), CheckpointFolder.Resolve(folder.File("parts")));
        var names = Directory.GetFiles(a).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(names, Directory.GetFiles(b).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (var name in names)
            Assert.True(File.ReadAllBytes(Path.Combine(a, name!)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(b, name!))), name);
    }
}
