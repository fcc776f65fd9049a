using Ttt.Layers;

namespace Ttt.Cli.Tests;

public sealed class ExplainTests
{
    [Fact]
    public void Without_a_name_the_layers_are_listed()
    {
        var list = Run.Of("explain", "--layers", Repository.Sample).Succeeds();
        Assert.Matches(@"linear +TttLinear +mini-batch, K = 16 +dual +W1, b1, ttt_norm_weight, ttt_norm_bias", list);
        Assert.Matches(@"mlp +TttMlp ", list);
        Assert.Matches(@"Mine +Mine +mini-batch, K = 16 +dual +w, u", list);
    }

    [Fact]
    public void A_layer_is_explained_in_notation_and_in_numbers()
    {
        var text = Run.Of("explain", "linear", "--width", "64", "--heads", "2", "--mini-batch", "8").Succeeds();
        Assert.Contains("f(x) = x + LayerNorm(x·W1 + b1, ttt_norm_weight, ttt_norm_bias)", text);
        Assert.Contains("Inner gradient", text);
        Assert.Contains("Dual form", text);
        Assert.Contains("C = 64, 2 heads, D = 32, K = 8", text);
        Assert.Matches(@"W1 +fast +\[2, 32, 32\] +2,048", text);
        Assert.Matches(@"ttt_norm_weight +slow +\[2, 32\] +64", text);
        Assert.Matches(@"q_proj\.weight +standard +\[64, 64\] +4,096", text);
        Assert.Contains("2,112 values a sequence", text);
        Assert.Matches(@"forward +products +[\d,]+ operations a token", text);
    }

    [Fact]
    public void Attention_and_mamba_are_explained_too()
    {
        Assert.Matches(@"attention +- +no inner model", Run.Of("explain").Succeeds());
        var attention = Run.Of("explain", "attention", "--width", "32", "--heads", "2").Succeeds();
        Assert.Contains("softmax", attention);
        Assert.Matches(@"q_proj\.weight +standard +\[32, 32\] +1,024", attention);
        Assert.Matches(@"A_log +standard +\[64, 16\] +1,024", Run.Of("explain", "Mamba", "--width", "32").Succeeds());
    }

    [Fact]
    public void Costs_are_read_and_counted_at_the_given_sizes()
    {
        var costs = LayerCost.Read("Cost in matrix products\n  forward   2·D + 6·D·D + 4·b·D\n  backward  16·D·Hidden + 2·b  (forward values recomputed)\n  decode    6\n");
        var declaration = new LayerDeclaration { Name = "x", ClassName = "X", InputDimension = "D", OutputDimension = "D", Parameters = [], Dimensions = [new("D", null, null), new("Hidden", null, 4)], Explanation = "" };
        var settings = new LayerSettings(declaration, new() { Width = 20, Heads = 2, MiniBatchSize = 3 });
        Assert.Equal(["forward", "backward", "decode"], costs.Select(c => c.Program));
        Assert.Equal([20 + 600 + 120, 16 * 10 * 40 + 6, 6], costs.Select(c => c.PerTokenAndHead(settings)));
    }

    [Fact]
    public void Every_layer_states_three_costs()
    {
        foreach (var layer in new LayerCatalogue().Layers)
            foreach (var anyRows in new[] { false, true })
                Assert.Equal(["forward", "backward", "decode"], LayerCost.OfProgram(layer.Declaration.Explanation, anyRows).Select(c => c.Program));
    }
}
