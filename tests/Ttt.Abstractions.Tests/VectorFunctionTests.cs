namespace Ttt.Tests;

public class VectorFunctionTests
{
    static readonly Vec<D> X = new(1, 2, 3, 6);
    static readonly Vec<D> Gamma = new(1, -1, 2, 0.5);
    static readonly Vec<D> Beta = new(0.1, 0.2, 0.3, 0.4);

    static void Near(double[] expected, Vec<D> actual) => Assert.All(expected.Zip(actual.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 14));

    [Fact]
    public void LayerNormUsesPopulationVarianceAndEpsilonInsideTheRoot()
    {
        var root = Math.Sqrt(3.5 + 1e-6); // mean 3, variance (4 + 1 + 0 + 9) / 4
        Near([-2 / root, -1 / root, 0, 3 / root], Fn.LayerNorm(X));
        Near([-2 / root + 0.1, 1 / root + 0.2, 0.3, 1.5 / root + 0.4], Fn.LayerNorm(X, Gamma, Beta));
        Near([-1, -0.5, 0, 1.5], Fn.LayerNorm(X, epsilon: 0.5));
        Near([-0.9, 0.7, 0.3, 1.15], Fn.LayerNorm(X, Gamma, Beta, epsilon: 0.5));
    }

    [Fact]
    public void RmsNormDividesByTheRootMeanSquare()
    {
        var root = Math.Sqrt(12.5 + 1e-6);
        Near([1 / root, 2 / root, 3 / root, 6 / root], Fn.RmsNorm(X));
        Near([1 / root, -2 / root, 6 / root, 3 / root], Fn.RmsNorm(X, Gamma));
        Near([0.25, 0.5, 0.75, 1.5], Fn.RmsNorm(X, epsilon: 3.5));
    }

    [Fact]
    public void SoftmaxSumsToOneAndDoesNotOverflow()
    {
        Near([Math.Exp(-5) / Z, Math.Exp(-4) / Z, Math.Exp(-3) / Z, 1 / Z], Fn.Softmax(X));
        Assert.Equal([0.5, 0.5], Fn.Softmax(new Vec<D>(1e4, 1e4)).ToArray());
    }

    static double Z => Math.Exp(-5) + Math.Exp(-4) + Math.Exp(-3) + 1;

    [Fact]
    public void L2NormHasUnitLengthAndSurvivesZero()
    {
        Near([3 / Math.Sqrt(25 + 1e-12), 4 / Math.Sqrt(25 + 1e-12)], Fn.L2Norm(new Vec<D>(3, 4)));
        Assert.Equal([0, 0], Fn.L2Norm(new Vec<D>(0, 0)).ToArray());
    }

    [Fact]
    public void ReductionsAreScalars()
    {
        Assert.Equal(12, Fn.Sum(X).Value);
        Assert.Equal(3, Fn.Mean(X).Value);
        Assert.Equal(1 - 2 + 6 + 3, Fn.Dot(X, Gamma).Value);
    }

    [Fact]
    public void EmptyVectorsAreRefused()
    {
        Assert.Contains("LayerNorm: the Vec<D> is empty", Assert.Throws<ArgumentException>(() => Fn.LayerNorm(new Vec<D>())).Message);
        Assert.Throws<ArgumentException>(() => Fn.Softmax(default(Vec<D>)));
        Assert.Throws<ArgumentException>(() => Fn.Mean(default(Vec<D>)));
        Assert.Throws<ArgumentException>(() => Fn.RmsNorm(default(Vec<D>)));
    }
}
