using System.Text;

namespace Ttt.Models.Tests;

/// <summary>Counts live tensors of the whole process, so nothing else may run beside it.</summary>
[CollectionDefinition(nameof(LeakTests), DisableParallelization = true)]
[Collection(nameof(LeakTests))]
public sealed class LeakTests
{
    static readonly ModelConfig Config = new() { HiddenSize = 8, IntermediateSize = 12, NumHiddenLayers = 2, NumAttentionHeads = 2, PreConv = true };
    static readonly ByteTokenizer Tokenizer = new();
    static readonly byte[] Text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("the quick brown fox jumps over the lazy dog. ", 30)));

    static LanguageModel Model() => new(Config, 1, () => new CumulativeMean(Config.HiddenSize));

    static long Live()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }

    [Theory]
    [InlineData(null)]
    [InlineData("attention,mamba")]
    [InlineData("full_attention,linear")]
    public void Forward_backward_and_state_leave_nothing(string? layers)
    {
        using var model = layers is null ? Model() : new LanguageModel(Config with { LayerTypes = layers.Split(','), SlidingWindow = 3 });
        using var ids = TensorAssert.Ids(7, 11, 1, 7);
        void Once()
        {
            using var scope = torch.NewDisposeScope();
            model.Loss(ids).backward();
            model.zero_grad();
            using var noGradient = torch.no_grad();
            using var state = model.forward(ids, (ModelState?)null).State;
            using var next = model.forward(ids.narrow(1, 0, 1), state).State;
            model.forward(ids, next).State.Dispose();
        }
        Once();
        var before = Live();
        Once();
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Training_leaves_nothing_from_step_to_step()
    {
        using var folder = new TemporaryFolder();
        using var model = Model();
        var options = new TrainingOptions { Steps = 12, BatchSize = 2, ContextLength = 9, EvaluationInterval = 1, CheckpointInterval = 1 };
        using var trainer = new Trainer(model, TextCorpus.Split(Text, Tokenizer, "fox"), Tokenizer, options);
        var counts = new List<long>();
        Live();
        trainer.Run(folder.File("run"), _ => counts.Add(Tensor.TotalCount));
        Assert.Single(counts.Skip(1).Distinct());
    }

    [Fact]
    public void Evaluation_leaves_nothing()
    {
        using var model = Model();
        var tokens = Tokenizer.Encode(Text);
        var before = Live();
        Evaluator.Evaluate(model, tokens, 1, new() { Length = 50 });
        Evaluator.Evaluate(model, tokens, 1, new() { Length = 50, CarryState = true });
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Generation_leaves_nothing_even_when_it_is_abandoned()
    {
        using var model = Model();
        var generator = new TextGenerator(model, Tokenizer);
        var before = Live();
        generator.Generate("ab", new() { MaxTokens = 5 });
        Assert.Single(generator.Tokens([1], new() { MaxTokens = 5 }).Take(1));
        Assert.Equal(before, Tensor.TotalCount);
    }
}
