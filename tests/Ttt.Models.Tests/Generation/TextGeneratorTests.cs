using System.Text;

namespace Ttt.Models.Tests.Generation;

public sealed class TextGeneratorTests
{
    static readonly ModelConfig Config = new() { HiddenSize = 8, IntermediateSize = 8, NumHiddenLayers = 2, NumAttentionHeads = 2, PreConv = true, InitializerRange = 0.5 };
    static readonly ByteTokenizer Tokenizer = new();

    static LanguageModel Model() => new(Config, 4, () => new CumulativeMean(Config.HiddenSize));

    [Fact]
    public void Greedy_decoding_with_state_is_the_argmax_of_the_whole()
    {
        using var model = Model();
        var prompt = new[] { 10, 20, 30 };
        var generated = new TextGenerator(model, Tokenizer).Tokens(prompt, new() { Temperature = 0, MaxTokens = 8 }).ToArray();
        Assert.Equal(8, generated.Length);
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var all = prompt.Concat(generated).Select(t => (long)t).ToArray();
        var best = model.call(torch.tensor(all, [1, all.Length], dtype: torch.ScalarType.Int64)).argmax(-1).data<long>().ToArray();
        Assert.Equal(generated.Select(t => (long)t), best.Skip(2).Take(8));
    }

    [Fact]
    public void The_seed_decides_and_pieces_join_to_valid_text()
    {
        using var model = Model();
        var generator = new TextGenerator(model, Tokenizer);
        var options = new GenerationOptions { Temperature = 1.5, MaxTokens = 60, Seed = 11 };
        var text = generator.Generate("hé", options);
        Assert.Equal(text, string.Concat(generator.Stream("hé", options)));
        Assert.NotEqual(text, generator.Generate("hé", options with { Seed = 12 }));
        var bytes = generator.Tokens(((ITokenizer)Tokenizer).Encode("hé"), options).Select(t => (byte)t).ToArray();
        Assert.Equal(Encoding.UTF8.GetString(bytes), text);
    }

    [Fact]
    public void Generation_ends_before_a_stop_string()
    {
        using var model = Model();
        var generator = new TextGenerator(model, Tokenizer);
        var options = new GenerationOptions { Temperature = 1, MaxTokens = 80, Seed = 5 };
        var text = generator.Generate("", options);
        var stop = text.Substring(20, 2);
        Assert.Equal(text[..text.IndexOf(stop, StringComparison.Ordinal)], generator.Generate("", options with { Stop = [stop] }));
    }

    [Fact]
    public void Generation_ends_at_a_token_that_ends_texts()
    {
        using var model = Model();
        var options = new GenerationOptions { Temperature = 1, MaxTokens = 80, Seed = 5 };
        int[] prompt = [10, 20, 30];
        var tokens = new TextGenerator(model, Tokenizer).Tokens(prompt, options).ToArray();
        using var ending = new LanguageModel(Config with { EndTokens = [tokens[20], tokens[30]] }, 4, () => new CumulativeMean(Config.HiddenSize));
        var generator = new TextGenerator(ending, Tokenizer);
        var first = tokens.TakeWhile(token => token != tokens[20] && token != tokens[30]).ToArray();
        Assert.Equal(first, generator.Tokens(prompt, options));
        Assert.Equal(tokens, generator.Tokens(prompt, options with { IgnoreEndTokens = true }));
        // in a prompt it ends nothing
        Assert.NotEmpty(generator.Tokens([tokens[20], 10, 20, 30], options with { Seed = 6 }));
    }

    [Fact]
    public void A_text_that_ends_gives_out_what_was_held_back_and_leaves_the_others()
    {
        using var model = Model();
        var options = new GenerationOptions { Temperature = 1, MaxTokens = 60, Seed = 5 };
        var tokens = new TextGenerator(model, Tokenizer).Tokens(((ITokenizer)Tokenizer).Encode("ab"), options).ToArray();
        var text = new TextGenerator(model, Tokenizer).Generate("ab", options);
        using var ending = new LanguageModel(Config with { EndTokens = [tokens[^1]] }, 4, () => new CumulativeMean(Config.HiddenSize));
        var generator = new TextGenerator(ending, Tokenizer);
        var bytes = tokens.TakeWhile(token => token != tokens[^1]).Select(token => (byte)token).ToArray();
        var expected = Encoding.UTF8.GetString(bytes);
        // the last character may be the beginning of a stop string that never comes
        var held = options with { Stop = [expected[^1..] + "never"] };
        Assert.Equal(expected, generator.Generate("ab", held));
        var other = options with { IgnoreEndTokens = true };
        Assert.Equal([expected, text], generator.Generate([new("ab", held), new("ab", other)]));
    }

    [Fact]
    public async Task The_asynchronous_stream_gives_the_same_and_can_be_cancelled()
    {
        using var model = Model();
        var generator = new TextGenerator(model, Tokenizer);
        var options = new GenerationOptions { Temperature = 1, MaxTokens = 30, Seed = 5 };
        var text = new StringBuilder();
        await foreach (var piece in generator.StreamAsync("ab", options))
            text.Append(piece);
        Assert.Equal(generator.Generate("ab", options), text.ToString());
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in generator.StreamAsync("ab", options, stop.Token))
                await stop.CancelAsync();
        });
    }

    [Fact]
    public void An_empty_prompt_of_tokens_is_refused()
    {
        using var model = Model();
        Assert.Contains("no tokens", Assert.Throws<TttException>(() => new TextGenerator(model, Tokenizer).Tokens([], new())).Message);
    }
}
