using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Ttt.ManagedTorch.Tests.Functional;

public class PaddingTests
{
    [Fact]
    public void Modes_by_example()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new double[] { 1, 2, 3 }, [1, 3]);
        Given.Close([9, 9, 1, 2, 3, 9], F.pad(x, (2, 1), value: 9));
        Given.Close([3, 2, 1, 2, 3, 2], F.pad(x, (2, 1), PaddingModes.Reflect));
        Given.Close([1, 1, 1, 2, 3, 3], F.pad(x, (2, 1), PaddingModes.Replicate));
        Given.Close([2, 3, 1, 2, 3, 1], F.pad(x, (2, 1), PaddingModes.Circular));
        Given.Close([2, 3, 0], F.pad(x, [-1L, 1]));
        Given.Close([0, 1, 2, 3, 0], F.pad(x, 1L));
        Given.Close([0, 0, 0, 0, 0, 0, 1, 2, 3, 0], F.pad(x, (1, 1, 1, 0)).reshape(2, 5));
    }

    [Fact]
    public void Gradients_of_every_mode()
    {
        Gradients.Check(x => F.pad(x[0], [2L, 1, 1, 0]), Given.Tensor([2, 3, 5], 1));
        Gradients.Check(x => F.pad(x[0], [-2L, 1, 1, -1], value: 3), Given.Tensor([2, 3, 5], 1));
        Gradients.CheckSecond(x => F.pad(x[0], [2L, 1]).square(), Given.Tensor([2, 3], 1));
        foreach (var mode in new[] { PaddingModes.Reflect, PaddingModes.Replicate, PaddingModes.Circular })
            Gradients.Check(x => F.pad(x[0], (2, 1), mode), Given.Tensor([2, 3, 5], 1));
    }

    [Fact]
    public void Too_much_is_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ExternalException>(() => F.pad(ones(1, 3), (3, 0), PaddingModes.Reflect));
        Assert.Throws<ExternalException>(() => F.pad(ones(1, 3), [-4L, 0]));
        Assert.Throws<ExternalException>(() => F.pad(ones(3), [1L, 1, 1, 1]));
        Assert.Throws<ExternalException>(() => F.pad(ones(3), [1L]));
    }

    [Fact]
    public void One_hot()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new long[] { 2, 0 });
        Assert.Equal(ScalarType.Int64, F.one_hot(x).dtype);
        Assert.Equal([2L, 3L], F.one_hot(x).shape);
        Given.Close([0, 0, 1, 1, 0, 0], F.one_hot(x));
        Given.Close([0, 0, 1, 0, 1, 0, 0, 0], F.one_hot(x, 4));
        Assert.Throws<ExternalException>(() => F.one_hot(x, 2));
        Assert.Throws<ExternalException>(() => F.one_hot(tensor(new long[] { -1 })));
        Assert.Throws<ExternalException>(() => F.one_hot(ones(2)));
    }

    [Fact]
    public void Normalize()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new double[] { 3, 4, 0, 0 }, [2, 2]);
        Given.Close([0.6, 0.8, 0, 0], F.normalize(x));
        Given.Close([3 / 7.0, 4 / 7.0, 0, 0], F.normalize(x, p: 1));
        Given.Close([1, 1, 0, 0], F.normalize(x, dim: 0));
        Gradients.Check(v => F.normalize(v[0]), Given.Tensor([3, 5], 1));
        Gradients.CheckSecond(v => F.normalize(v[0], dim: -1), Given.Tensor([2, 3], 1));
    }

    [Fact]
    public void Dropout_keeps_the_expectation()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var x = ones(100, 100).requires_grad_();
        var y = F.dropout(x, 0.25);
        var values = Given.Values(y);
        Assert.All(values, v => Assert.True(v == 0 || Math.Abs(v - 4.0 / 3) < 1e-6));
        Assert.InRange(values.Count(v => v == 0), 2300, 2700);
        y.sum().backward();
        Given.Close(values, x.grad!);
        Given.Close(Given.Values(x), F.dropout(x, 0.25, training: false));
        Given.Close(new double[10000], F.dropout(x, 1));
        Assert.Throws<ExternalException>(() => F.dropout(x, 1.5));
    }
}
