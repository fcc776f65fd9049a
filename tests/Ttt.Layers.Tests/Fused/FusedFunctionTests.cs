namespace Ttt.Layers.Tests.Fused;

public sealed class FusedFunctionTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 7)]
    [InlineData(65, 17)]
    [InlineData(130, 64)]
    [InlineData(64, 100)]
    [InlineData(1000, 129)]
    public void RmsNorm_in_memory_is_the_formula(long rows, long width)
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(rows);
        Compared.Check(t => FusedFunctions.RmsNorm(t[0], t[1], 1e-3), t => RmsNorm(t[0], t[1]), [torch.randn(rows, width), torch.randn(width)], 1e-5);
        static Tensor RmsNorm(Tensor x, Tensor w) => x * ((x * x).mean([-1], keepdim: true) + 1e-3).rsqrt() * w;
    }

    [Fact]
    public void RmsNorm_reads_any_layout()
    {
        using var scope = torch.NewDisposeScope();
        Compared.Check(t => FusedFunctions.RmsNorm(t[0].transpose(0, 2), t[1], 0), t => t[0].transpose(0, 2) * (t[0].transpose(0, 2).square().mean([-1], keepdim: true)).rsqrt() * t[1],
            [torch.randn(9, 5, 3), torch.randn(9)], 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1023)]
    [InlineData(1025)]
    [InlineData(70003)]
    public void SwiGlu_in_memory_is_the_formula(long elements)
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(elements);
        Compared.Check(t => FusedFunctions.SwiGlu(t[0], t[1]), t => t[0] * t[0].sigmoid() * t[1], [torch.randn(elements) * 8, torch.randn(elements)]);
    }

    [Fact]
    public void SwiGlu_of_extreme_values_is_their_limit()
    {
        using var scope = torch.NewDisposeScope();
        var gate = torch.tensor([-1000f, -100f, 0f, 100f, 1000f, float.NaN, 88f, -88f, 89f]);
        var y = FusedFunctions.SwiGlu(gate, torch.ones(9)).data<float>().ToArray();
        Assert.All(new[] { 0, 1, 7 }, i => Assert.InRange(y[i], -1e-30f, 0f));
        Assert.Equal([0f, 100f, 1000f], y[2..5]);
        Assert.True(float.IsNaN(y[5]));
        Assert.Equal([88f, 89f], [y[6], y[8]]);
    }

    [Theory]
    [InlineData(1, 1, 1, 2)]
    [InlineData(2, 5, 3, 6)]
    [InlineData(3, 33, 2, 10)]
    [InlineData(2, 130, 4, 64)]
    public void The_rotation_in_memory_is_that_of_tensor_operations(long batch, long tokens, long heads, long size)
    {
        using var scope = torch.NewDisposeScope();
        var rotation = new Rotation((int)size, 10000, 16);
        var angles = rotation.At(3, tokens, torch.zeros(1));
        var precise = new Rotation.Angles(angles.Cos_TD.to_type(torch.ScalarType.Float64), angles.Sin_TD.to_type(torch.ScalarType.Float64));
        Compared.Check(t => Rotation.Apply(t[0].transpose(1, 2), angles), t => Rotation.ByOperations(t[0].transpose(1, 2), precise), [torch.randn(batch, tokens, heads, size)]);
        Compared.Check(t => Rotation.Apply(t[0], angles), t => Rotation.ByOperations(t[0], precise), [torch.randn(batch, heads, tokens, size)]);
        rotation.Dispose();
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        using var scope = torch.NewDisposeScope();
        var norm = Assert.Throws<ArgumentException>(() => FusedFunctions.RmsNorm(torch.ones(2, 3), torch.ones(2), 0));
        Assert.Contains("[2,3] and [2]", norm.Message, StringComparison.Ordinal);
        var glu = Assert.Throws<ArgumentException>(() => FusedFunctions.SwiGlu(torch.ones(2, 3), torch.ones(3, 2)));
        Assert.Contains("[2,3] and [3,2]", glu.Message, StringComparison.Ordinal);
    }
}
