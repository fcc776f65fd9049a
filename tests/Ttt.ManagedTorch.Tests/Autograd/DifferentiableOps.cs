using static TorchSharp.torch;

namespace Ttt.ManagedTorch.Tests;

/// <summary>One differentiable operation with arguments to check it at.</summary>
public sealed record OpCase(string Name, Func<Tensor[], Tensor> Apply, Func<Tensor[]> Inputs, bool Twice)
{
    public override string ToString() => Name;
}

/// <summary>The table of differentiable operations: a new one brings its line.</summary>
internal static partial class DifferentiableOps
{
    public static Tensor Values(params long[] shape)
    {
        long n = shape.Aggregate(1L, (a, b) => a * b);
        return ((arange(n, dtype: ScalarType.Float64) * 1.37 + 0.2).sin() * 1.5).reshape(shape);
    }

    public static Tensor Positive(params long[] shape) => Values(shape).square() + 0.3;

    public static Tensor Other(params long[] shape) => (Values(shape) * 1.9 + 0.35).cos() * 1.1;

    private static OpCase Unary(string name, Func<Tensor, Tensor> f, bool positive = false, bool twice = true) =>
        new(name, x => f(x[0]), () => [positive ? Positive(3, 5) : Values(3, 5)], twice);

    private static OpCase Binary(string name, Func<Tensor, Tensor, Tensor> f, long[] a, long[] b, bool positive = false, bool twice = true) =>
        new($"{name} {string.Join('x', a)} {string.Join('x', b)}", x => f(x[0], x[1]), () => [positive ? Positive(a) : Values(a), positive ? Positive(b) + 0.1 : Other(b)], twice);

    private static OpCase Many(string name, Func<Tensor[], Tensor> f, bool twice, params long[][] shapes) =>
        new(name, f, () => [.. shapes.Select((s, i) => i % 2 == 0 ? Values(s) : Other(s))], twice);

    public static IEnumerable<OpCase> All() => [.. Pointwise(), .. Arithmetic(), .. Reductions(), .. Shapes(), .. Indexing(), .. Changes()];
}
