using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
using Given = Ttt.ManagedTorch.Tests.Functional.Given;
using Gradients = Ttt.ManagedTorch.Tests.Functional.Gradients;

namespace Ttt.ManagedTorch.Tests.Modules;

public class LayerTests
{
    // What is drawn must fill its range: not every seed's forty numbers do.
    public LayerTests() => manual_seed(1);

    static void Between(Tensor tensor, double bound)
    {
        var values = Given.Values(tensor);
        Assert.All(values, value => Assert.InRange(value, -bound, bound));
        Assert.True(values.Max() > 0.8 * bound && values.Min() < -0.8 * bound, "values do not fill the range");
    }

    [Fact]
    public void Linear_starts_as_PyTorch_does()
    {
        using var linear = nn.Linear(25, 40);
        Assert.Equal((25, 40), (linear.in_features, linear.out_features));
        Assert.Equal([40L, 25L], linear.weight.shape);
        Between(linear.weight, 0.2);
        Between(linear.bias!, 0.2);
        using var plain = nn.Linear(3, 2, hasBias: false, dtype: ScalarType.Float64);
        Assert.Null(plain.bias);
        Assert.Equal(ScalarType.Float64, plain.weight.dtype);
        Assert.Equal(["weight"], plain.named_parameters().Select(entry => entry.name));
    }

    [Fact]
    public void A_replaced_weight_is_registered_and_the_old_one_disposed()
    {
        using var scope = NewDisposeScope();
        using var linear = nn.Linear(3, 2);
        var old = linear.weight;
        linear.weight = new Parameter(zeros(2, 3));
        linear.bias = null;
        Assert.True(old.IsInvalid);
        Assert.Same(linear.weight, linear.get_parameter("weight"));
        Assert.Equal(["weight"], linear.state_dict().Keys);
        Given.Close(new double[2], linear.call(ones(3)));
    }

    [Fact]
    public void Conv1d_starts_as_PyTorch_does_and_pads_by_mode()
    {
        using var scope = NewDisposeScope();
        using var conv = nn.Conv1d(8, 16, 2, groups: 2);
        Assert.Equal([16L, 4L, 2L], conv.weight.shape);
        Between(conv.weight, 1 / Math.Sqrt(8));
        using var causal = nn.Conv1d(3, 3, 4, padding: 3, groups: 3, dtype: ScalarType.Float64);
        var x = Given.Tensor([2, 3, 7], 1);
        Given.Close(F.conv1d(x, causal.weight, causal.bias, padding: 3, groups: 3), causal.call(x));
        using var same = nn.Conv1d(3, 2, 4, Padding.Same, dtype: ScalarType.Float64);
        Given.Close(F.conv1d(F.pad(x, (1, 2)), same.weight, same.bias), same.call(x));
        using var ring = nn.Conv1d(3, 2, 3, padding: 2, padding_mode: PaddingModes.Circular, dtype: ScalarType.Float64);
        Given.Close(F.conv1d(F.pad(x, (2, 2), PaddingModes.Circular), ring.weight, ring.bias), ring.call(x));
        Assert.Throws<ArgumentException>(() => nn.Conv1d(3, 2, 3, Padding.Same, stride: 2));
        Assert.Throws<ExternalException>(() => nn.Conv1d(3, 2, 3, groups: 2));
    }

    [Fact]
    public void Embedding_gathers_and_adds_gradients_up()
    {
        using var scope = NewDisposeScope();
        using var embedding = nn.Embedding(5, 3, dtype: ScalarType.Float64);
        var indices = tensor(new long[] { 4, 0, 4, 1 }, [2, 2]);
        var y = embedding.call(indices);
        Assert.Equal([2L, 2L, 3L], y.shape);
        Given.Close(embedding.weight!.index_select(0, indices.reshape(4)).reshape(2, 2, 3), y, 0);
        y.backward([Given.Tensor([2, 2, 3], 5)]);
        var g = Given.Numbers(12, 5);
        var expected = new double[15];
        long[] flat = [4, 0, 4, 1];
        for (var i = 0; i < 4; i++)
            for (var c = 0; c < 3; c++)
                expected[flat[i] * 3 + c] += g[i * 3 + c];
        Given.Close(expected, embedding.weight!.grad!);
        Given.Close(y, embedding.call(indices.to_type(ScalarType.Int32)), 0);
        Assert.Contains("out of range", Assert.Throws<ExternalException>(() => embedding.call(tensor(new long[] { 5 }))).Message);
        Assert.Throws<ExternalException>(() => embedding.call(ones(2)));
    }

    [Fact]
    public void Embedding_padding_and_frequency()
    {
        using var scope = NewDisposeScope();
        using var embedding = nn.Embedding(4, 2, padding_idx: -1, scale_grad_by_freq: true, dtype: ScalarType.Float64);
        Given.Close(new double[2], embedding.weight!.select(0, 3));
        embedding.call(tensor(new long[] { 0, 0, 3, 1 })).sum().backward();
        Given.Close([1, 1, 1, 1, 0, 0, 0, 0], embedding.weight!.grad!);
        Assert.Throws<ExternalException>(() => nn.Embedding(4, 2, padding_idx: 4));
    }

    [Fact]
    public void Embedding_second_derivatives()
    {
        using var embedding = nn.Embedding(4, 2, dtype: ScalarType.Float64);
        var indices = tensor(new long[] { 2, 0, 2 });
        Gradients.CheckSecond(x =>
        {
            embedding.weight = new Parameter(ones(4, 2, dtype: ScalarType.Float64));
            return TorchSharp.EmbeddingLookup.Apply(x[0], indices, -1, false).square().sum([0]).square();
        }, Given.Tensor([4, 2], 1));
    }

    [Fact]
    public void Sequential_chains_names_and_slices()
    {
        using var scope = NewDisposeScope();
        using var chain = nn.Sequential(("in", nn.Linear(3, 4)), ("act", nn.GELU(GELU.Approximate.tanh)), ("out", nn.Linear(4, 2)));
        Assert.Equal(["in.weight", "in.bias", "out.weight", "out.bias"], chain.named_parameters().Select(entry => entry.name));
        var x = Given.Tensor([5, 3], 1, type: ScalarType.Float32);
        var expected = ((Linear)chain[2]).forward(F.gelu(((Linear)chain[0]).forward(x), GELU.Approximate.tanh));
        Given.Close(expected, chain.call(x), 1e-6);
        Assert.Equal(2, chain[1..].Count);
        Assert.Equal(1, chain[(1, 2)].Count);
        chain.append(nn.Identity());
        Assert.Equal(4, chain.Count);
        using var empty = nn.Sequential();
        Given.Close(x, empty.call(x), 0);
    }

    [Fact]
    public void Parameterless_modules()
    {
        using var scope = NewDisposeScope();
        var x = Given.Tensor([4, 3], 1, type: ScalarType.Float32);
        Given.Close(F.silu(x), nn.SiLU().call(x), 0);
        Given.Close(F.gelu(x), nn.GELU().call(x), 0);
        var same = nn.Identity().call(x);
        Assert.NotSame(x, same);
        same.Dispose();
        Assert.False(x.IsInvalid);
        var dropout = nn.Dropout(0.5);
        dropout.eval();
        Given.Close(x, dropout.call(x), 0);
        Assert.Throws<InvalidOperationException>(() => dropout.register_parameter("p", new Parameter(ones(1))));
        Assert.Empty(dropout.parameters());
    }

    [Fact]
    public void Layer_norm_and_loss_modules()
    {
        using var scope = NewDisposeScope();
        using var norm = nn.LayerNorm(3);
        Given.Close([1, 1, 1], norm.weight);
        Given.Close([0, 0, 0], norm.bias!);
        var x = Given.Tensor([4, 3], 1, type: ScalarType.Float32);
        Given.Close(F.layer_norm(x, [3]), norm.call(x), 1e-6);
        Assert.Empty(nn.LayerNorm([3], elementwise_affine: false).parameters());
        Assert.Equal(["weight"], nn.LayerNorm(3, bias: false).named_parameters().Select(entry => entry.name));
        var target = tensor(new long[] { 0, 2, 1, 1 });
        Given.Close(F.cross_entropy(x, target, ignore_index: 1), nn.CrossEntropyLoss(ignore_index: 1).call(x, target), 0);
    }

    [Fact]
    public void Initial_values()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var w = empty(30, 50);
        Assert.Same(w, nn.init.xavier_uniform_(w));
        Between(w, Math.Sqrt(6.0 / 80));
        Between(nn.init.kaiming_uniform_(w, nonlinearity: nn.init.NonlinearityType.ReLU), Math.Sqrt(6.0 / 50));
        var deviation = Math.Sqrt(Given.Values(nn.init.kaiming_normal_(w)).Average(v => v * v));
        Assert.InRange(deviation, 0.19, 0.21);
        Assert.InRange(Given.Values(nn.init.normal_(w, 3, 0.1)).Average(), 2.98, 3.02);
        Given.Close(Enumerable.Repeat(0.5, 1500).ToArray(), nn.init.constant_(w, 0.5));
        var leaf = new Parameter(empty(2));
        Given.Close([1, 1], nn.init.ones_(leaf));
        Assert.True(leaf.requires_grad);
        Assert.Throws<ArgumentException>(() => nn.init.kaiming_uniform_(leaf));
    }
}
