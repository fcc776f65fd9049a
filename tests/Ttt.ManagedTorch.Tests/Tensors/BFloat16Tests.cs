using System.Runtime.InteropServices;
using TorchSharp;
using Ttt.ManagedTorch.Tests.Functional;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Ttt.ManagedTorch.Tests;

/// <summary>BFloat16 against its definition: float32 whose lower half is rounded away, to the nearest, ties to even.</summary>
public class BFloat16Tests
{
    // half of the last of eight places
    private const double Rounding = 1.0 / 256;

    // The nearest of the multiples of the last place, counted in double, which holds them all.
    private static double Nearest(float value)
    {
        if (!float.IsFinite(value) || value == 0) return value;
        double place = Math.Pow(2, Math.Max(Math.Floor(Math.Log2(Math.Abs((double)value))), -126) - 7), rounded = Math.Round(value / place, MidpointRounding.ToEven) * place;
        return Math.Abs(rounded) < Math.Pow(2, 128) ? rounded : Math.Sign(rounded) * double.PositiveInfinity;
    }

    private static float[] Numbers(int count)
    {
        float[] special = [0, -0f, 1, -1, 1 + 1f / 256, 1 + 3f / 256, -1 - 1f / 256, float.MaxValue, float.MinValue, 3.3895314e38f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 1e-40f, -3e-39f, float.Epsilon, 0.1f, 65504];
        var random = new Random(5);
        return [.. Enumerable.Range(0, count).Select(i => i < special.Length ? special[i] : BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)))];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(37)]
    [InlineData(4099)]
    public void ConversionsRoundToTheNearestAndWidenExactly(int count)
    {
        using var scope = NewDisposeScope();
        var numbers = Numbers(count);
        var narrow = tensor(numbers).bfloat16();
        Assert.Equal((ScalarType.BFloat16, 2L), (narrow.dtype, narrow.ElementSize));
        // a column of a wider matrix takes the path of one number after another
        var strided = tensor(numbers).unsqueeze(1).expand(count, 3).contiguous().select(1, 1).to(ScalarType.BFloat16);
        double[] expected = [.. numbers.Select(Nearest)];
        Assert.Equal(expected, Given.Values(narrow));
        Assert.Equal(expected, Given.Values(strided));
        Assert.Equal(expected, narrow.data<BFloat16>().ToArray().Select(value => (double)value.ToSingle()));
        Assert.Equal(narrow.data<BFloat16>().ToArray(), narrow.@float().bfloat16().data<BFloat16>().ToArray());
        Assert.Equal(expected, tensor([.. numbers.Select(value => (double)value)]).bfloat16().@double().data<double>().ToArray());
    }

    [Fact]
    public void IntegersAndBoolsAreConvertedByWayOfTheirNumbers()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([256, 256, 258, -7], tensor(new long[] { 256, 257, 258, -7 }).bfloat16().@long().data<long>().ToArray());
        Assert.Equal([true, false, true], tensor(new[] { 0.5f, 0, -2 }).bfloat16().@bool().data<bool>().ToArray());
        Assert.Equal([1f, 0], tensor(new[] { true, false }).bfloat16().@float().data<float>().ToArray());
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 5, 7)]
    [InlineData(17, 33, 65)]
    [InlineData(1, 70, 133)]
    public void ProductsSumInFloat32AndRoundOnce(int m, int n, int k)
    {
        using var scope = NewDisposeScope();
        foreach (var left in new[] { false, true })
            foreach (var right in new[] { false, true })
            {
                var a = left ? Narrow([k, m], 1).t() : Narrow([m, k], 1);
                var b = right ? Narrow([n, k], 2).t() : Narrow([k, n], 2);
                Rounded(a.@double().mm(b.@double()), a.mm(b));
            }
        Tensor x = Narrow([2, 3, m, k], 3), w = Narrow([n, k], 4), bias = Narrow([n], 5);
        Rounded(x.@double().matmul(w.@double().t()), F.linear(x, w));
        Close(x.@double().matmul(w.@double().t()) + bias.@double(), F.linear(x, w, bias), 4 * Rounding);
        Rounded(x.@double().matmul(x.@double().transpose(-2, -1)[0]), x.matmul(x.transpose(-2, -1)[0]));
        Rounded(x[0].@double().bmm(x[1].@double().mT), x[0].bmm(x[1].mT));
    }

    [Fact]
    public void GradientsOfProductsAreThoseOfTheWidenedOperandsRounded()
    {
        using var scope = NewDisposeScope();
        Tensor x = Given.Tensor([2, 7, 13], 1, type: ScalarType.Float32), w = Given.Tensor([5, 13], 2, type: ScalarType.Float32), y = Given.Tensor([2, 5, 3], 3, type: ScalarType.Float32);
        Tensor[] inputs = [.. new[] { x, w, y }.Select(t => t.bfloat16().@float().requires_grad_(true))], exact = [.. inputs.Select(t => t.detach().@double().requires_grad_(true))];
        // whole numbers have no error of their own on the way back
        var seed = tensor([.. Enumerable.Range(0, 2 * 7 * 3).Select(i => (float)(i % 5 - 2))], [2, 7, 3]);
        F.linear(inputs[0].bfloat16(), inputs[1].bfloat16()).matmul(inputs[2].bfloat16()).backward([seed.bfloat16()]);
        F.linear(exact[0], exact[1]).matmul(exact[2]).backward([seed.@double()]);
        foreach (var (given, expected) in inputs.Zip(exact))
        {
            Assert.Equal(ScalarType.Float32, given.grad!.dtype);
            Close(expected.grad!, given.grad!, 4 * Rounding);
        }
    }

    [Fact]
    public void TypesArePromotedAsLibtorchDoes()
    {
        using var scope = NewDisposeScope();
        Tensor narrow = ones(3, ScalarType.BFloat16), single = ones(3), integer = ones(3, ScalarType.Int64);
        Assert.Equal(ScalarType.Float32, (narrow + single).dtype);
        Assert.Equal(ScalarType.BFloat16, (narrow * 0.3).dtype);
        Assert.Equal(ScalarType.BFloat16, (narrow + integer).dtype);
        Assert.Equal(ScalarType.BFloat16, (narrow * tensor(2f)).dtype);
        Assert.Equal(ScalarType.Bool, narrow.gt(0.5).dtype);
        Assert.Equal(ScalarType.Float32, promote_types(ScalarType.BFloat16, ScalarType.Float16));
        Assert.Contains("BFloat16", Assert.Throws<ExternalException>(() => narrow.unsqueeze(0).mm(single.unsqueeze(1))).Message);
    }

    [Fact]
    public void ElementwiseOperationsComputeInFloat32AndRoundOnce()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Narrow([5, 1, 9], 1), Narrow([3, 9], 2));
        Tensor x = a.@float(), y = b.@float();
        Same(x + y, a + b);
        Same(x * y, a * b);
        Same(x / y, a / b);
        Same(x - 0.3, a - 0.3);
        Same(x.reciprocal(), a.reciprocal());
        Same(x.exp(), a.exp());
        Same(x.abs(), a.abs());
        Same(x.transpose(0, 2).tanh(), a.transpose(0, 2).tanh());
        Same(x.sum([0L, 2]), a.sum([0L, 2]));
        Assert.Equal(x.lt(y).data<bool>().ToArray(), a.lt(b).data<bool>().ToArray());
        Same(x * 1.7, a.mul_(1.7));
        Same(a.@float() + y[0], a.add_(b[0]));
    }

    [Fact]
    public void GradientsOfFunctionsAreRoundedOnce()
    {
        using var scope = NewDisposeScope();
        foreach (var function in (Func<Tensor, Tensor>[])[x => x.tanh(), x => x.sigmoid(), x => F.silu(x), x => x.gelu(), x => x.exp()])
        {
            Tensor narrow = Narrow([3, 11], 1).requires_grad_(true), wide = narrow.detach().@float().requires_grad_(true);
            function(narrow).sum().backward();
            function(wide).sum().backward();
            Close(wide.grad!, narrow.grad!, Rounding);
        }
    }

    [Fact]
    public void FactoriesViewsAndCopiesKnowTheType()
    {
        using var scope = NewDisposeScope();
        var type = ScalarType.BFloat16;
        Assert.Equal(new double[5], Given.Values(zeros(5, type)));
        Assert.Equal([1.0, 1, 1], Given.Values(ones(3, type)));
        Assert.Equal([0.10009765625, 0.10009765625], Given.Values(full(2, 0.1, type)));
        Assert.Equal(type, empty([2, 3], type).dtype);
        var x = tensor(new BFloat16[,] { { new(1), new(2), new(3) }, { new(4), new(5), new(6) } });
        Assert.Equal([1.0, 4, 2, 5, 3, 6], Given.Values(x.t().contiguous()));
        Assert.Equal([4.0, 5, 6, 1, 2, 3], Given.Values(cat([x.narrow(0, 1, 1), x.narrow(0, 0, 1)], 0)));
        Assert.Equal([1.0, 0, 0, 4, 5, 0], Given.Values(x.tril()));
        Assert.Equal([1.0, 2, 0, 0, 0, 0], Given.Values(where(x.lt(3), x, zeros_like(x))));
        Assert.Equal(6, (double)x[1, 2].item<BFloat16>());
        Assert.Equal(5, x[1, 1].ToDouble());
        Assert.Equal("[2x3], type = BFloat16, device = cpu\n[[1 2 3]\n [4 5 6]]", x.ToString(true));
        var copied = zeros(2, 3, ScalarType.Float32);
        copied.copy_(x);
        Assert.Equal(Given.Values(x), Given.Values(copied));
        x.copy_(copied * 1.001);
        Assert.Equal([1.0, 2, 3, 4, 5, 6], Given.Values(x));
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        x.Save(writer);
        file.Position = 0;
        using var reader = new BinaryReader(file);
        var loaded = TensorExtensionMethods.Load(reader);
        Assert.Equal(type, loaded.dtype);
        Assert.Equal(x.data<BFloat16>().ToArray(), loaded.data<BFloat16>().ToArray());
    }

    public static TheoryData<string> Lacking() => [.. Missing.Keys];

    private static readonly Dictionary<string, (Action<Tensor> Act, string Operation)> Missing = new()
    {
        ["softmax"] = (x => x.softmax(-1), "softmax"),
        ["layer norm"] = (x => F.layer_norm(x, [3]), "LayerNorm"),
        ["sort"] = (x => x.sort(), "sort"),
        ["running sum"] = (x => x.cumsum(0), "cumsum"),
        ["largest"] = (x => x.max(0), "max"),
        ["scatter"] = (x => x.scatter_add_(0, zeros(2, 3, ScalarType.Int64), x), "scatter_add"),
        ["triangular"] = (x => linalg.solve_triangular(x.narrow(1, 0, 2), x, false), "triangular"),
    };

    [Theory]
    [MemberData(nameof(Lacking))]
    public void WhatDoesNotKnowTheTypeSaysSoByName(string name)
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ExternalException>(() => Missing[name].Act(ones(2, 3, ScalarType.BFloat16)));
        Assert.Contains(Missing[name].Operation, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("BFloat16", error.Message);
    }

    [Fact]
    public void OptimizersRefuseParametersOfTheType()
    {
        using var scope = NewDisposeScope();
        using var linear = nn.Linear(3, 2).bfloat16();
        F.linear(ones(1, 3, ScalarType.BFloat16), linear.weight, linear.bias).sum().backward();
        Assert.Contains("BFloat16", Assert.Throws<ExternalException>(() => nn.utils.clip_grad_norm_(linear.parameters(), 1)).Message);
        using var optimizer = optim.AdamW(linear.parameters());
        Assert.Contains("adamw", Assert.Throws<ExternalException>(() => { optimizer.step(); }).Message);
    }

    private static Tensor Narrow(long[] shape, int seed) => Given.Tensor(shape, seed, type: ScalarType.Float32).bfloat16();

    private static void Same(Tensor single, Tensor narrow)
    {
        Assert.Equal(ScalarType.BFloat16, narrow.dtype);
        Assert.Equal(single.shape, narrow.shape);
        Assert.Equal(Given.Values(single.bfloat16()), Given.Values(narrow));
    }

    // one rounding, and what float32 sums differ by
    private static void Rounded(Tensor exact, Tensor narrow)
    {
        Assert.Equal((ScalarType.BFloat16, string.Join(',', exact.shape)), (narrow.dtype, string.Join(',', narrow.shape)));
        foreach (var (e, n) in Given.Values(exact).Zip(Given.Values(narrow)))
            Assert.True(Math.Abs(e - n) <= Math.Abs(e) * Rounding + 1e-5, FormattableString.Invariant($"{n} for {e}"));
    }

    private static void Close(Tensor exact, Tensor given, double tolerance)
    {
        double[] expected = Given.Values(exact), values = Given.Values(given);
        var scale = expected.Max(Math.Abs);
        for (var i = 0; i < values.Length; i++)
            Assert.True(Math.Abs(expected[i] - values[i]) <= tolerance * scale, FormattableString.Invariant($"element {i}: {values[i]} for {expected[i]}"));
    }
}
