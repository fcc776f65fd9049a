namespace Ttt.Models.Tests.Generation;

/// <summary>Several texts continued together: each gets what it gets alone.</summary>
public sealed class BatchedGenerationTests
{
    static readonly ByteTokenizer Tokenizer = new();

    static readonly string[] Prompts = ["It is a truth universally acknowledged, that a single man", "é", "", "Emma Woodhouse, handsome", "It was"];

    static LanguageModel Model(string layers) => new(new()
    {
        LayerTypes = layers.Split(','),
        HiddenSize = 16,
        IntermediateSize = 16,
        NumHiddenLayers = 2,
        NumAttentionHeads = 2,
        MiniBatchSize = 8,
        PreConv = true,
        InitializerRange = 0.3,
    }, 4);

    [Theory]
    [InlineData("linear,mlp")]
    [InlineData("attention,mamba")]
    [InlineData("deltanet,attention")]
    public void Prompts_of_any_lengths_get_together_what_they_get_alone(string layers)
    {
        using var model = Model(layers);
        var generator = new TextGenerator(model, Tokenizer) { PrefillChunk = 7 };
        var requests = Prompts.Select((prompt, i) => new GenerationRequest(prompt, new() { MaxTokens = 9 * i + 20, Seed = i, Temperature = i == 3 ? 0 : 0.9, TopK = 30, RepetitionPenalty = 1.1 })).ToArray();
        var alone = requests.Select(r => new TextGenerator(model, Tokenizer).Generate(r.Prompt, r.Options)).ToArray();
        Assert.Equal(alone, generator.Generate(requests));
        Assert.Equal(alone.Reverse(), generator.Generate([.. requests.Reverse()]));
    }

    [Fact]
    public void Each_text_stops_by_itself()
    {
        using var model = Model("linear,linear");
        var generator = new TextGenerator(model, Tokenizer);
        var whole = Prompts.Select((prompt, i) => generator.Generate(prompt, new() { MaxTokens = 60, Seed = i })).ToArray();
        var requests = Prompts.Select((prompt, i) => new GenerationRequest(prompt, new() { MaxTokens = i == 1 ? 0 : 60, Seed = i, Stop = i % 2 == 0 ? [whole[i].Substring(9 * i + 5, 2)] : [] })).ToArray();
        var texts = generator.Generate(requests);
        for (var i = 0; i < texts.Length; i++)
            Assert.Equal(i == 1 ? "" : i % 2 == 1 ? whole[i] : whole[i][..whole[i].IndexOf(requests[i].Options.Stop[0], StringComparison.Ordinal)], texts[i]);
        Assert.Empty(generator.Generate([]));
    }

    [Fact]
    public async Task The_asynchronous_stream_of_several_gives_the_same_and_can_be_cancelled()
    {
        using var model = Model("linear,linear");
        var generator = new TextGenerator(model, Tokenizer);
        var requests = Prompts.Select(prompt => new GenerationRequest(prompt, new() { MaxTokens = 12 })).ToArray();
        var texts = new string[requests.Length];
        await foreach (var (request, text) in generator.StreamAsync(requests))
            texts[request] += text;
        Assert.Equal(generator.Generate(requests), texts);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in generator.StreamAsync(requests).WithCancellation(stop.Token))
                await stop.CancelAsync();
        });
    }

    [Fact]
    public void One_bad_request_is_refused_before_anything_is_read()
    {
        using var model = Model("linear,linear");
        Assert.Contains("min-p", Assert.Throws<TttException>(() => new TextGenerator(model, Tokenizer).Stream([new("a", new()), new("b", new() { MinP = 2 })])).Message);
    }
}
