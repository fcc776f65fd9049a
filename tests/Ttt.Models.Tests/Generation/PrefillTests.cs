using Ttt.Layers;

namespace Ttt.Models.Tests.Generation;

public sealed class PrefillTests
{
    static readonly ModelConfig Config = new() { HiddenSize = 8, IntermediateSize = 8, NumHiddenLayers = 1, NumAttentionHeads = 2, InitializerRange = 0.5 };
    static readonly ByteTokenizer Tokenizer = new();
    static readonly int[] Prompt = [.. Enumerable.Range(0, 301).Select(i => i * i % 251)];

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(64)]
    [InlineData(5000)]
    public void The_model_never_sees_more_tokens_at_once_than_a_chunk(int chunk)
    {
        var recorder = new Recorder(new CumulativeMean(Config.HiddenSize));
        using var model = new LanguageModel(Config, 4, () => recorder);
        var options = new GenerationOptions { MaxTokens = 5 };
        var expected = new TextGenerator(model, Tokenizer) { PrefillChunk = 301 }.Tokens(Prompt, options).ToArray();
        recorder.Lengths.Clear();
        Assert.Equal(expected, new TextGenerator(model, Tokenizer) { PrefillChunk = chunk }.Tokens(Prompt, options));
        Assert.Equal(Prompt.Length + 4, recorder.Lengths.Sum());
        Assert.Equal(Math.Min(chunk, Prompt.Length), recorder.Lengths.Max());
    }

    [Fact]
    public void Reading_a_prompt_can_be_cancelled_between_chunks()
    {
        using var stop = new CancellationTokenSource();
        var recorder = new Recorder(new CumulativeMean(Config.HiddenSize)) { Seen = count => { if (count == 3) stop.Cancel(); } };
        using var model = new LanguageModel(Config, 4, () => recorder);
        Assert.Throws<OperationCanceledException>(() => new TextGenerator(model, Tokenizer) { PrefillChunk = 10 }.Tokens(Prompt, new(), stop.Token).First());
        Assert.Equal([10, 10, 10], recorder.Lengths);
    }

    [Fact]
    public void A_chunk_of_no_tokens_is_refused()
    {
        using var model = new LanguageModel(Config, 4, () => new CumulativeMean(Config.HiddenSize));
        Assert.Contains("at least 1 token", Assert.Throws<TttException>(() => new TextGenerator(model, Tokenizer) { PrefillChunk = 0 }).Message);
    }

    /// <summary>Writes down how many tokens each call had.</summary>
    sealed class Recorder : SequenceMixer
    {
        readonly CumulativeMean inner;

        public Recorder(CumulativeMean inner) : base(nameof(Recorder))
        {
            this.inner = inner;
            register_module("inner", inner);
        }

        public List<long> Lengths { get; } = [];

        public Action<int> Seen { get; init; } = _ => { };

        public override Tensor forward(Tensor x_BTC) => inner.forward(x_BTC);

        public override (Tensor Output, ISequenceState State) forward(Tensor x_BTC, ISequenceState? state)
        {
            Lengths.Add(x_BTC.size(1));
            Seen(Lengths.Count);
            return inner.forward(x_BTC, state);
        }

        public override ISequenceState LoadState(Stream stream) => inner.LoadState(stream);
    }
}
