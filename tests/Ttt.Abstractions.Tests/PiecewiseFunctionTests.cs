namespace Ttt.Tests;

public class PiecewiseFunctionTests
{
    static readonly double[] X = [-2.5, -0.4, 0, 0.4, 3];

    public static TheoryData<string, Func<Scalar, Scalar>, Func<Vec<D>, Vec<D>>, Func<Mat<D, D>, Mat<D, D>>, double[]> Values => new()
    {
        { "Abs", Fn.Abs, Fn.Abs, Fn.Abs, [2.5, 0.4, 0, 0.4, 3] },
        { "Elu", Fn.Elu, Fn.Elu, Fn.Elu, [-0.9179150013761012, -0.3296799539643607, 0, 0.4, 3] },
        { "Huber", x => Fn.Huber(x), x => Fn.Huber(x), x => Fn.Huber(x), [2, 0.08, 0, 0.08, 2.5] },
        { "Huber, δ = 2", x => Fn.Huber(x, 2), x => Fn.Huber(x, 2), x => Fn.Huber(x, 2), [3, 0.08, 0, 0.08, 4] },
        { "Pow 3", x => Fn.Pow(x, 3), x => Fn.Pow(x, 3), x => Fn.Pow(x, 3), [-15.625, -0.064, 0, 0.064, 27] },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void ScalarsVectorsAndMatrices(string name, Func<Scalar, Scalar> scalar, Func<Vec<D>, Vec<D>> vector, Func<Mat<D, D>, Mat<D, D>> matrix, double[] expected)
    {
        foreach (var actual in new[] { X.Select(x => scalar(x).Value).ToArray(), vector(new(X)).ToArray(), matrix(new(1, X.Length, X)).ToArray() })
            for (var i = 0; i < X.Length; i++)
                Assert.True(Math.Abs(expected[i] - actual[i]) < 1e-14, $"{name}({X[i]}) = {actual[i]:R}, expected {expected[i]:R}");
    }

    [Fact]
    public void PowersOfPositiveNumbersNeedNotBeWhole() => Assert.Equal(8, Fn.Pow(4, 1.5).Value, 14);

    [Fact]
    public void HuberRefusesAThresholdThatIsNotPositive() => Assert.Throws<ArgumentOutOfRangeException>(() => Fn.Huber(1, 0));

    [Fact]
    public void LargerAndSmaller()
    {
        Vec<D> a = new(1, -2, 3), b = new(0, 5, 3);
        Assert.Equal([1, 5, 3], Fn.Max(a, b).ToArray());
        Assert.Equal([0, -2, 3], Fn.Min(a, b).ToArray());
        Assert.Equal([1, 0.5, 3], Fn.Max(a, 0.5).ToArray());
        Assert.Equal([0.5, -2, 0.5], Fn.Min(a, 0.5).ToArray());
        Assert.Equal((2, -1), (Fn.Max(2, -1).Value, Fn.Min(2, -1).Value));
        Assert.Throws<ArgumentException>(() => Fn.Max(a, new Vec<D>(1, 2)));
    }
}
