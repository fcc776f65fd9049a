using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Laws;

/// <summary>Padding leaves the weights alone; packed documents are as if each were alone.</summary>
public class PackingTests
{
    public static TheoryData<string, bool> Layers => new() { { "linear", false }, { "linear", true }, { "mlp", true } };

    static TttLayer Layer(string name, bool shareQk)
    {
        var layer = LayerCatalogue.Default.Create(name, new TttLayerOptions { Width = 8, Heads = 2, MiniBatchSize = 4, ShareQk = shareQk });
        layer.to(torch.float64);
        return layer;
    }

    [Theory, MemberData(nameof(Layers))]
    public void PackedDocumentsAreAsIfAlone(string name, bool shareQk)
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(5);
        using var layer = Layer(name, shareQk);
        var x_BTC = torch.randn(2, 13, 8, dtype: torch.float64, requires_grad: true);
        var weights = torch.randn(2, 13, 8, dtype: torch.float64);
        long[][] lengths = [[5, 1, 7], [13]];

        var alone = torch.cat([.. lengths.Select((row, b) => torch.cat([.. row.Select((length, d) => layer.forward(x_BTC.narrow(0, b, 1).narrow(1, row.Take(d).Sum(), length)))], 1))], 0);
        (alone * weights).sum().backward();
        var expected = Gradients(layer, x_BTC);
        layer.zero_grad();
        x_BTC.grad!.zero_();
        var packed = layer.forward(x_BTC, new PackedDocuments(lengths));
        (packed * weights).sum().backward();

        Near.Equal(alone, packed, 1e-12, name);
        foreach (var (gradient, other) in expected.Zip(Gradients(layer, x_BTC))) Near.Equal(gradient, other, 1e-9, name + " gradient");
    }

    static Tensor[] Gradients(TttLayer layer, Tensor x) => [x.grad!.clone(), .. layer.parameters().Select(p => p.grad is { } grad ? grad.clone() : torch.zeros_like(p))];

    [Theory, MemberData(nameof(Layers))]
    public void PaddingLeavesTheWeightsAlone(string name, bool shareQk)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        torch.manual_seed(6);
        using var layer = Layer(name, shareQk);
        var x_BTC = torch.randn(2, 9, 8, dtype: torch.float64);
        var mask = torch.ones(2, 9, dtype: torch.float64);
        var (plain, state) = layer.forward(x_BTC, (TttState?)null);
        var (masked, same) = layer.forward(x_BTC, null, mask);
        Near.Equal(plain, masked, 1e-12, "all tokens");

        var (_, after) = layer.forward(torch.randn(2, 2, 8, dtype: torch.float64), state, torch.zeros(2, 2, dtype: torch.float64));
        foreach (var slot in layer.Program.Slots) Near.Equal(state.Tensors[slot.Name], after.Tensors[slot.Name], 0, slot.Name);
        var (before, _) = layer.forward(x_BTC.narrow(1, 0, 6), null, mask.narrow(1, 0, 6));
        mask.narrow(1, 6, 3).zero_();
        Near.Equal(before, layer.forward(x_BTC, null, mask).Output.narrow(1, 0, 6), 1e-12, "tokens before padding");
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        using var scope = torch.NewDisposeScope();
        using var layer = Layer("linear", false);
        var x_BTC = torch.randn(2, 4, 8, dtype: torch.float64);
        Assert.Contains("no documents", Assert.Throws<ArgumentException>(() => new PackedDocuments([[4], []])).Message);
        Assert.Contains("without tokens", Assert.Throws<ArgumentException>(() => new PackedDocuments([[4, 0]])).Message);
        Assert.Contains("row 1 have 3 tokens, those of row 0 4", Assert.Throws<ArgumentException>(() => new PackedDocuments([[4], [3]])).Message);
        Assert.Contains("2 rows of 3 tokens", Assert.Throws<ArgumentException>(() => layer.forward(x_BTC, new PackedDocuments([[3], [3]]))).Message);
        Assert.Contains("[2,4], 1 for tokens", Assert.Throws<ArgumentException>(() => layer.forward(x_BTC, null, torch.ones(2, 3, dtype: torch.float64))).Message);
    }
}
