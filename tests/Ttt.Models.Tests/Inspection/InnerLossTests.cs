using Ttt.Layers;

namespace Ttt.Models.Tests.Inspection;

/// <summary>The inner loss by position, against plain loops over the declared inner model.</summary>
public sealed class InnerLossTests
{
    const int Tokens = 11;

    static TttLayer Layer(string name, double rate = 1)
    {
        torch.manual_seed(5);
        var layer = LayerCatalogue.Default.Create(name, new TttLayerOptions { Width = 8, Heads = 2, MiniBatchSize = 4, BaseRate = rate });
        layer.to(torch.float64);
        using var noGradient = torch.no_grad();
        foreach (var (parameter, seed) in layer.parameters().Select((p, i) => (p, i)))
            parameter.copy_(TensorAssert.Random(10 + seed, parameter.shape) * 0.3);
        return layer;
    }

    /// <summary>Row t of the product of a key and the weights that a state of t tokens has: the definition, one token after another.</summary>
    static (double[] Initial, double[] Before, double[] After) ByTokens(TttLayer layer, Tensor x_BTC, Func<Tensor, Tensor, double> loss)
    {
        var seen = layer.Activations(x_BTC);
        var rows = Enumerable.Range(0, Tokens).Select(t => (Key: seen.Key.narrow(2, t, 1), Value: seen.Value.narrow(2, t, 1))).ToArray();
        var weights = new List<Tensor> { torch.zeros(2, 2, 4, 4, dtype: torch.float64) };
        ISequenceState? state = null;
        for (var t = 0; t < Tokens; t++)
        {
            state = layer.forward(x_BTC.narrow(1, t, 1), state).State;
            weights.Add(state.Tensors["W"]);
        }
        double at(Tensor weight, int t) => loss(rows[t].Key.matmul(weight), rows[t].Value);
        return ([.. Enumerable.Range(0, Tokens).Select(t => at(weights[0], t))], [.. Enumerable.Range(0, Tokens).Select(t => at(weights[t], t))], [.. Enumerable.Range(0, Tokens).Select(t => at(weights[t + 1], t))]);
    }

    [Fact]
    public void Losses_of_an_online_layer_are_those_of_its_weights_token_by_token()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var layer = Layer("DeltaNet");
        var x_BTC = TensorAssert.Random(1, 2, Tokens, 8);
        var expected = ByTokens(layer, x_BTC, (y, v) => ((y - v).square().sum(-1) * 0.5).mean().item<double>());
        var (answers, loss) = (layer.InnerAnswers(x_BTC), new InnerLossFunction(layer));
        TensorAssert.Close(expected.Initial, loss.ByPosition(answers.Initial, answers.Label), 1e-10);
        TensorAssert.Close(expected.Before, loss.ByPosition(answers.Before, answers.Label), 1e-10);
        TensorAssert.Close(expected.After, loss.ByPosition(answers.After, answers.Label), 1e-10);
        Assert.True(expected.After.Sum() < expected.Before.Sum());
    }

    [Fact]
    public void A_declared_loss_is_run_as_it_stands()
    {
        using var scope = torch.NewDisposeScope();
        using var layer = Layer("LinearAttention");
        var (y, v) = (TensorAssert.Random(1, 2, 2, 5, 4), TensorAssert.Random(2, 2, 2, 5, 4));
        TensorAssert.Close(TensorAssert.Values(-(y * v).sum(-1).mean([0L, 1])), new InnerLossFunction(layer).ByPosition(y, v), 1e-12);
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("mlp")]
    public void In_mini_batches_the_weights_before_a_token_are_those_after_the_one_before(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var layer = Layer(name);
        var x_BTC = TensorAssert.Random(1, 2, Tokens, 8);
        var answers = layer.InnerAnswers(x_BTC);
        var seen = layer.Activations(x_BTC);
        // the definition: the tokens up to t − 1, then the key of t as a query, that learns nothing
        for (var t = 0; t < Tokens; t++)
        {
            Tensor after(long tokens)
            {
                var query = torch.cat([seen.Query.narrow(2, 0, tokens), seen.Key.narrow(2, t, 1)], 2);
                query = query.narrow(2, 1, tokens);
                Tensor first(Tensor x) => x.narrow(2, 0, tokens);
                return layer.InnerLoop(new(query, first(seen.Key), first(seen.Value), [.. seen.Gates.Select(first)], seen.Position.narrow(0, 0, tokens), null, [], [])).Output.narrow(1, tokens - 1, 1).reshape(2, 2, 1, 4);
            }
            if (t > 0)
                TensorAssert.Close(after(t), answers.Before.narrow(2, t, 1), 1e-10);
            TensorAssert.Close(after(t + 1), answers.After.narrow(2, t, 1), 1e-10);
        }
        TensorAssert.Close(answers.Initial.narrow(2, 0, 1), answers.Before.narrow(2, 0, 1), 0);
    }

    public static TheoryData<string> Layers => [.. LayerCatalogue.Default.Layers.Where(layer => layer.Declaration.IsCausal).Select(layer => layer.Name)];

    [Theory, MemberData(nameof(Layers))]
    public void Every_layer_of_the_catalogue_has_curves_or_says_why_not(string name)
    {
        var config = new ModelConfig { HiddenSize = 8, IntermediateSize = 8, NumHiddenLayers = 2, NumAttentionHeads = 2, MiniBatchSize = 4, TttLayerType = name };
        using var model = new LanguageModel(config, 1);
        using var ids = TensorAssert.Ids(1, 256, 2, 13);
        var skipped = new List<string>();
        var curves = InnerLosses.Of(model, ids, (_, why) => skipped.Add(why));
        Assert.Equal(2, curves.Count + skipped.Count);
        Assert.All(skipped, why => Assert.Contains(name, why, StringComparison.OrdinalIgnoreCase));
        foreach (var curve in curves)
        {
            Assert.All(curve.Initial, value => Assert.True(double.IsFinite(value)));
            Assert.Equal(curve.Initial[0], curve.Before[0], 1e-6);
            Assert.True(curve.Before.Count(double.IsFinite) >= 9 && curve.After.Any(double.IsFinite));
        }
        Assert.Equal(1 + 13 * curves.Count, curves.ToCsv().Count(c => c == '\n'));
        if (curves.Count > 0)
            Assert.Contains("before the step", curves[0].Plot().Render());
    }
}
