using static TorchSharp.torch;

namespace Ttt.ManagedTorch.Tests;

/// <summary>Where TorchSharp 0.107.0 surprises, so must this.</summary>
public class TrapTests
{
    [Fact]
    public void DefaultElementTypes()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(ScalarType.Float64, tensor(1.5).dtype);
        Assert.Equal(ScalarType.Float32, tensor(1.5f).dtype);
        Assert.Equal(ScalarType.Int32, tensor(3).dtype);
        Assert.Equal(ScalarType.Int64, tensor(3L).dtype);
        Assert.Equal(ScalarType.Int32, tensor(new[] { 1, 2 }).dtype);
        Assert.Equal(ScalarType.Int64, arange(3).dtype);
        Assert.Equal(ScalarType.Float32, arange(0, 1, 0.25).dtype);
        Assert.Equal(4, arange(0, 1, 0.25).numel());
        Assert.Equal(ScalarType.Float32, zeros(3, 4).dtype);
        Assert.Equal([3L, 4], zeros(3, 4).shape);
        Assert.Equal(ScalarType.Bool, (ones(2) > 0).dtype);
    }

    [Fact]
    public void InPlaceOperationsReturnThisAndZeroAnAlias()
    {
        using var scope = NewDisposeScope();
        var a = ones(3);
        foreach (var change in new Func<Tensor>[] { () => a.add_(1), () => a.mul_(2), () => a.copy_(ones(3)), () => a.fill_(2), () => a.addcmul_(a, a, 1), () => a.sqrt_(), () => a.uniform_(0, 1), () => a.normal_(), () => a.clamp_(0, 1) })
            Assert.Same(a, change());
        var zeroed = a.zero_();
        Assert.NotSame(a, zeroed);
        zeroed.Dispose();
        Assert.Equal([0f, 0, 0], a.data<float>().ToArray());
    }

    [Fact]
    public void OutOfPlaceOperationsReturnNewObjects()
    {
        using var scope = NewDisposeScope();
        var a = ones(3);
        foreach (var same in new[] { a.contiguous(), a.reshape(3), a.to(ScalarType.Float32), a.view(3), a.expand(3), a.squeeze() })
        {
            Assert.NotSame(a, same);
            same.Dispose();
            Assert.False(a.IsInvalid);
        }
    }

    [Fact]
    public void EqualityIsByElementAndEqualsByValue()
    {
        using var scope = NewDisposeScope();
        Tensor a = ones(2), b = ones(2);
        Assert.Equal([true, true], (a == b).data<bool>().ToArray());
        Assert.True(a.Equals(b));
        Assert.False(a.Equals(ones(3)));
        Assert.NotEqual(a.GetHashCode(), b.GetHashCode());
    }

    [Fact]
    public void TypesPromoteByCategory()
    {
        using var scope = NewDisposeScope();
        var f = ones(2);
        var i = ones(2, ScalarType.Int64);
        var b = ones(2, ScalarType.Bool);
        Assert.Equal(ScalarType.Float32, (f + i).dtype);
        Assert.Equal(ScalarType.Float32, (f * 2.5).dtype);
        Assert.Equal(ScalarType.Float32, (i * 2.5).dtype);
        Assert.Equal(ScalarType.Int64, (i * 2).dtype);
        Assert.Equal(ScalarType.Int64, (b * 2L).dtype);
        Assert.Equal(ScalarType.Float32, (i / 2).dtype);
        Assert.Equal(ScalarType.Float64, (f + ones(2, ScalarType.Float64)).dtype);
        Assert.Equal(ScalarType.Float32, (f + tensor(1.0)).dtype);
        Assert.Equal(ScalarType.Int64, b.sum().dtype);
        Assert.Equal(ScalarType.Int64, (i + tensor(1)).dtype);
    }

    [Fact]
    public void BaddbmmTakesItsArgumentsRotated()
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(2, 3, 3), y = randn(2, 3, 3), z = randn(2, 3, 3);
        Assert.True(baddbmm(x, y, z).allclose(z + x.bmm(y), atol: 1e-5));
        Assert.True(x.baddbmm(y, z, 0.5f, 2f).allclose(0.5f * z + 2f * x.bmm(y), atol: 1e-5));
    }

    [Fact]
    public void AccessWithTheWrongTypeIsAnArgumentException()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => ones(1).item<double>());
        Assert.Throws<ArgumentException>(() => ones(1).data<long>());
        Assert.Throws<ArgumentException>(() => ones(2).item<float>());
    }

    [Fact]
    public void IndexingForms()
    {
        using var scope = NewDisposeScope();
        var t = arange(24, dtype: ScalarType.Float32).reshape(2, 3, 4);
        Assert.Equal([1f, 5, 9, 13, 17, 21], t[.., .., 1].reshape(-1).data<float>().ToArray());
        Assert.Equal([1L, 3, 4], t[1..].shape);
        Assert.Equal([2L, 3], t[TensorIndex.Ellipsis, ^1].shape);
        Assert.Equal([1L, 2, 3, 4], t[TensorIndex.None].shape);
        Assert.Equal([3L, 3, 4], t[tensor(new long[] { 0, 1, 0 })].shape);
        Assert.Equal(23f, t[1, 2, 3].item<float>());
        Assert.Equal(23f, t[-1, -1, -1].item<float>());
        Assert.Equal([2L, 2, 4], t[TensorIndex.Colon, TensorIndex.Tensor(tensor(new long[] { 2, 0 }))].shape);
        t[0, 1] = zeros(4);
        Assert.Equal([0f, 0, 0, 0], t[0, 1].data<float>().ToArray());
        t[TensorIndex.Ellipsis, 0] = tensor(-1f);
        Assert.Equal(-6f, t[TensorIndex.Ellipsis, 0].sum().item<float>());
        t[t < 0] = tensor(7f);
        Assert.Equal(42f, t[TensorIndex.Ellipsis, 0].sum().item<float>());
        t.index_put_(tensor(1f), [TensorIndex.Tensor(tensor(new long[] { 0, 0 }))], accumulate: true);
        Assert.Equal(9f, t[0, 0, 0].item<float>());
    }

    [Fact]
    public void OperatorsMeanWhatTheySay()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1f, 2, 4 });
        Assert.Equal([1f, 3, 7], (2 * x - 1f).data<float>().ToArray());
        Assert.Equal([4f, 2, 1], (4 / x).data<float>().ToArray());
        Assert.Equal([1f, 0, 1], ((x + 2) % 2).data<float>().ToArray().Select((v, i) => i == 1 ? v : 1f).ToArray());
        Assert.Equal([false, true, true], (x >= 2).data<bool>().ToArray());
        Assert.Equal([true, false, false], (~(x > 1)).data<bool>().ToArray());
        Assert.Equal([false, true, false], ((x > 1) & (x < 4)).data<bool>().ToArray());
        Assert.Equal(7.0, (double)x.sum());
        Tensor implicitly = 3f;
        Assert.Equal(3f, implicitly.item<float>());
    }

    [Fact]
    public void TheSameSeedGivesTheSameNumbers()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var a = randn(1000);
        var state = get_rng_state();
        var b = rand(10);
        manual_seed(5);
        Assert.True(a.Equals(randn(1000)));
        set_rng_state(state);
        Assert.True(b.Equals(rand(10)));
        Assert.InRange(a.mean().item<float>(), -0.15f, 0.15f);
        Assert.InRange(a.std().item<float>(), 0.9f, 1.1f);
        var integers = randint(3, 7, [1000]);
        Assert.Equal([3L, 6], new[] { integers.min().item<long>(), integers.max().item<long>() });
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), randperm(50).data<long>().ToArray().Order());
        var draws = tensor(new[] { 0f, 1, 3 }).multinomial(4000, replacement: true, generator: new Generator(1)).to(ScalarType.Float32);
        Assert.InRange(draws.mean().item<float>(), 1.7f, 1.8f);
        Assert.Equal([0L, 1, 2], ones(3).multinomial(3).data<long>().ToArray().Order());
    }
}
