using System.Text;
using Ttt.Layers;

namespace Ttt.Models.Tests.Training;

/// <summary>Models whose products round their operands to bfloat16.</summary>
public sealed class PrecisionTests : IDisposable
{
    static readonly ByteTokenizer Tokenizer = new();
    static readonly TextCorpus Corpus = TextCorpus.Split(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("the quick brown fox jumps over the lazy dog. ", 40))), Tokenizer, "fox");
    static readonly TrainingOptions Options = new() { Steps = 12, BatchSize = 3, ContextLength = 20, LearningRate = 1e-2, EvaluationInterval = 6, CheckpointInterval = 0, Seed = 3, Precision = Precision.Bf16 };
    static readonly ModelConfig Small = new() { HiddenSize = 16, IntermediateSize = 24, NumHiddenLayers = 2, NumAttentionHeads = 2, MiniBatchSize = 8 };
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Kinds => ["linear", "mlp", "gated-deltanet", "attention", "mamba"];

    byte[] Train(string name, int? stopAfter = null)
    {
        var run = folder.File(name);
        using (var model = new LanguageModel(Small with { LayerTypes = ["linear", "attention"] }, Options.Seed))
        using (var trainer = new Trainer(model, Corpus, Tokenizer, Options))
        using (var stop = new CancellationTokenSource())
            trainer.Run(run, p => { if (p.Point.Step == stopAfter) stop.Cancel(); }, stop.Token);
        if (stopAfter is not null)
            using (var trainer = Trainer.Resume(run, Corpus, Tokenizer))
            {
                Assert.Equal(Precision.Bf16, trainer.Model.Precision);
                trainer.Run(run);
                trainer.Model.Dispose();
            }
        return [.. Directory.GetFiles(CheckpointFolder.Resolve(run)).Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes)];
    }

    [Fact]
    public void A_run_that_stopped_ends_with_the_same_bytes() => Assert.True(Train("whole").AsSpan().SequenceEqual(Train("parts", stopAfter: 5)));

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        var before = torch.get_num_threads();
        try
        {
            torch.set_num_threads(1);
            var one = Train("one");
            torch.set_num_threads(3);
            Assert.True(one.AsSpan().SequenceEqual(Train("three")));
        }
        finally
        {
            torch.set_num_threads(before);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Training_follows_that_in_float32(string layer)
    {
        var (exact, rounded) = (Losses(Precision.Fp32), Losses(Precision.Bf16));
        Assert.NotEqual(exact, rounded);
        Assert.True(exact[^1] < 0.7 * exact[0], $"it learns nothing: {exact[0]} to {exact[^1]}");
        foreach (var (e, r) in exact.Zip(rounded)) Assert.InRange(r, 0.96 * e, 1.04 * e);

        double[] Losses(Precision precision)
        {
            using var model = new LanguageModel(Small with { TttLayerType = layer }, 1);
            using var trainer = new Trainer(model, Corpus, Tokenizer, Options with { Steps = 30, Precision = precision });
            var history = trainer.Run().History;
            Assert.All(model.parameters(), parameter => Assert.Equal(torch.ScalarType.Float32, parameter.dtype));
            return [.. history.Points.Select(point => point.Loss), history.Points[^1].HeldOutLoss!.Value];
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Gradients_are_those_of_float32_within_rounding(string layer)
    {
        using var scope = torch.NewDisposeScope();
        using var model = new LanguageModel(Small with { TttLayerType = layer }, 1);
        var windows = TensorAssert.Ids(2, 256, 2, 30);
        var exact = Gradients(Precision.Fp32);
        var rounded = Gradients(Precision.Bf16);
        foreach (var (name, gradient) in exact.Where(pair => pair.Value.numel() > 1))
        {
            Assert.Equal(torch.ScalarType.Float32, rounded[name].dtype);
            var error = ((rounded[name] - gradient).norm() / gradient.norm()).item<float>();
            Assert.True(error < 0.1, $"{name}: {error}");
        }

        Dictionary<string, Tensor> Gradients(Precision precision)
        {
            model.Precision = precision;
            model.zero_grad();
            model.Loss(windows).backward();
            return model.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad!.clone());
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Tokens_one_by_one_give_what_all_at_once_give_within_rounding(string layer)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var model = new LanguageModel(Small with { TttLayerType = layer, InitializerRange = 0.1 }, 1);
        var ids = TensorAssert.Ids(2, 256, 2, 19);
        var exact = model.call(ids);
        model.Precision = Precision.Bf16;
        var whole = model.call(ids);
        Assert.Equal(torch.ScalarType.Float32, whole.dtype);
        Assert.NotEqual(TensorAssert.Values(exact), TensorAssert.Values(whole));
        TensorAssert.Close(exact, whole, 0.05);
        var logits = new List<Tensor>();
        ModelState? state = null;
        for (var t = 0; t < 19; t++)
        {
            var (one, next) = model.forward(ids.narrow(1, t, 1), state);
            state?.Dispose();
            state = next;
            logits.Add(one);
        }
        state!.Dispose();
        TensorAssert.Close(whole, torch.cat(logits, 1), 0.03);
        // a session keeps what it rounded
        using var session = new GenerationSession(model);
        for (var t = 0; t < 19; t++)
        {
            var read = session.Read([.. Enumerable.Range(0, 2).Select(row => (ReadOnlyMemory<int>)new[] { (int)ids[row, t].item<long>() })]);
            Assert.Equal(TensorAssert.Values(logits[t]), read.SelectMany(row => row).Select(value => (double)value));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(5)]
    public void Attention_computes_again_in_backward_what_forward_computed(int? window)
    {
        using var scope = torch.NewDisposeScope();
        Tensor[] exact = [.. Enumerable.Range(1, 3).Select(i => TensorAssert.Random(i, 2, 2, 37, 8).requires_grad_(true))];
        Tensor[] given = [.. exact.Select(t => t.detach().to_type(torch.ScalarType.Float32).requires_grad_(true))];
        AttentionFunction.Of(exact[0], exact[1], exact[2], window).square().sum().backward();
        Tensor output;
        using (Autocast.To(torch.ScalarType.BFloat16))
            output = AttentionFunction.Of(given[0], given[1], given[2], window);
        // outside the scope: a thread of its own runs it on other backends
        output.square().sum().backward();
        foreach (var (e, g) in exact.Zip(given))
        {
            TensorAssert.Close(e.grad!, g.grad!, 0.03);
            // float32 would be nearer
            Assert.ThrowsAny<Exception>(() => TensorAssert.Close(e.grad!, g.grad!, 1e-4));
        }
    }

    [Fact]
    public void The_loss_some_rows_at_a_time_is_the_loss_of_all()
    {
        using var scope = torch.NewDisposeScope();
        using var precision = Autocast.To(torch.ScalarType.BFloat16);
        var (hidden, weight) = (Single(1, 33, 17), Single(2, 301, 17));
        var targets = TensorAssert.Ids(3, 301, 33);
        var (whole, parts) = (Differentiated(long.MaxValue), Differentiated(3010));
        TensorAssert.Close(whole[0], parts[0], 1e-6);
        TensorAssert.Close(whole[1], parts[1], 0.01);
        TensorAssert.Close(whole[2], parts[2], 0.01);

        static Tensor Single(long seed, params long[] shape) => TensorAssert.Random(seed, shape).to_type(torch.ScalarType.Float32).requires_grad_(true);

        Tensor[] Differentiated(long held)
        {
            hidden.grad = weight.grad = null;
            var loss = LinearCrossEntropy.Of(hidden, weight, targets, held);
            loss.backward();
            return [loss.detach(), hidden.grad!.clone(), weight.grad!.clone()];
        }
    }

    [Fact]
    public void The_recipe_names_it_where_it_is_not_float32()
    {
        var text = TrainingOptionsJson.Write(Options);
        Assert.Contains("\"dtype\": \"bf16\"", text);
        Assert.Equal(Options, TrainingOptionsJson.Parse(text, "recipe"));
        Assert.DoesNotContain("dtype", TrainingOptionsJson.Write(new()));
        Assert.Equal(Precision.Fp32, TrainingOptionsJson.Parse("{ \"dtype\": \"fp32\" }", "recipe").Precision);
        Assert.Contains("'dtype' must be fp32 or bf16", Assert.Throws<TttException>(() => TrainingOptionsJson.Parse("{ \"dtype\": \"fp16\" }", "recipe")).Message);
    }
}
