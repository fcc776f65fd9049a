using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;
using Ttt.Layers;
using static TorchSharp.torch;

namespace Ttt.Generators.Tests.Execution.Declarations;

/// <summary>A generated layer computes what the user's own methods say: views, gates, and the whole inner loop of a head.</summary>
internal static class EagerCheck
{
    const int Sequence = 1, Head = 1;
    const double Tolerance = 1e-6;

    public static void Run(LayerModel model, TttLayer layer, Tensor x)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var given = layer.Activations(x);
        var methods = new EagerMethods(model, layer, Head);
        var (rows, query, key, value) = (Rows(x.select(0, Sequence)), OfHead(given.Query), OfHead(given.Key), OfHead(given.Value));
        Views(methods, rows, query, key, value);
        var isStandard = layer.Description.Gates[0] is { Kind: InnerGate.Rate, Declared: false };
        var rate = isStandard ? OfHead(given.Gates[0]).Select(r => r[0, 0]).ToArray() : new double[rows.Length];
        var tokens = new InnerTokens(rows, query, key, value, rate, given.Position.data<double>().ToArray());

        var expected = new InnerLoop(methods, tokens, layer).Outputs();
        var size = layer.Sizes[layer.Description.OutputDimension];
        var actual = Rows(given.InnerOutput.select(0, Sequence).narrow(1, Head * size, size));
        for (var t = 0; t < expected.Length; t++)
            Near(expected[t], actual[t], $"answer of token {t}");
    }

    static void Views(EagerMethods methods, Matrix[] x, Matrix[] query, Matrix[] key, Matrix[] value)
    {
        var model = methods.Model;
        for (var t = 0; t < x.Length; t++)
        {
            if (model.Query is { } q)
                Near(Features(Of(q, t)), query[t], $"query of token {t}");
            if (model.Key is { } k)
                Near(Features(Of(k, t)), key[t], $"key of token {t}");
            if (model.Value is { } v)
                Near(model.Target is { } target ? methods.Call(target, new Dictionary<string, Matrix> { ["@v"] = Of(v, t), ["@k"] = key[t] }) : Of(v, t), value[t], $"value of token {t}");
        }

        Matrix Of(Function view, int t) => methods.Call(view, new Dictionary<string, Matrix> { ["@x"] = x[t] });
        Matrix Features(Matrix view) => model.FeatureMap is { } map ? methods.Call(map, new Dictionary<string, Matrix> { ["@x"] = view }) : view;
    }

    static Matrix[] OfHead(Tensor all_BHT) => Rows(all_BHT.select(0, Sequence).select(0, Head));

    static Matrix[] Rows(Tensor matrix) => [.. Enumerable.Range(0, (int)matrix.size(0)).Select(t => EagerMethods.ToMatrix(matrix.narrow(0, t, 1)))];

    static void Near(Matrix expected, Matrix actual, string what)
    {
        Assert.Equal((expected.Rows, expected.Columns), (actual.Rows, actual.Columns));
        for (var i = 0; i < expected.Items.Length; i++)
            Assert.True(Math.Abs(expected.Items[i] - actual.Items[i]) <= Tolerance * Math.Max(1, Math.Abs(expected.Items[i])), $"{what}: {expected.Items[i]} by the methods, {actual.Items[i]} generated");
    }
}
