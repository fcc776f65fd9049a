namespace Ttt.Tests;

public class ElementwiseFunctionTests
{
    public static TheoryData<string, Func<Scalar, Scalar>, double, double> Values => new()
    {
        { "Exp", Fn.Exp, 1.5, 4.4816890703380645 },
        { "Log", Fn.Log, 2.0, 0.6931471805599453 },
        { "Sqrt", Fn.Sqrt, 2.0, 1.4142135623730951 },
        { "Square", Fn.Square, -3.0, 9.0 },
        { "Tanh", Fn.Tanh, 0.5, 0.46211715726000979 },
        { "Sigmoid", Fn.Sigmoid, 1.0, 0.7310585786300049 },
        { "Sigmoid", Fn.Sigmoid, -800.0, 0.0 },
        { "Relu", Fn.Relu, -1.0, 0.0 },
        { "Relu", Fn.Relu, 2.5, 2.5 },
        { "Silu", Fn.Silu, 1.0, 0.7310585786300049 },
        { "Softplus", Fn.Softplus, 0.0, 0.6931471805599453 },
        { "Softplus", Fn.Softplus, 800.0, 800.0 },
        { "Softplus", Fn.Softplus, -40.0, 4.248354255291589e-18 },
        { "Gelu", Fn.Gelu, 1.0, 0.8411919906082768 },
        { "GeluErf", Fn.GeluErf, 1.0, 0.8413447460685429 },
        { "GeluErf", Fn.GeluErf, -1.0, -0.15865525393145707 },
        { "GeluErf", Fn.GeluErf, 4.0, 3.9998733150326675 },
        { "GeluErf", Fn.GeluErf, -4.0, -0.00012668496733247986 },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void ScalarValue(string name, Func<Scalar, Scalar> function, double x, double expected)
    {
        var actual = function(x).Value;
        Assert.True(Math.Abs(actual - expected) <= 1e-13 * Math.Max(Math.Abs(expected), 1e-30), $"{name}({x}) = {actual:R}, expected {expected:R}");
    }

    [Fact]
    public void VectorsAndMatricesGoElementByElement()
    {
        Func<Scalar, Scalar>[] scalar = [Fn.Exp, Fn.Log, Fn.Sqrt, Fn.Square, Fn.Tanh, Fn.Sigmoid, Fn.Relu, Fn.Silu, Fn.Gelu, Fn.GeluErf, Fn.Softplus];
        Func<Vec<D>, Vec<D>>[] vector = [Fn.Exp, Fn.Log, Fn.Sqrt, Fn.Square, Fn.Tanh, Fn.Sigmoid, Fn.Relu, Fn.Silu, Fn.Gelu, Fn.GeluErf, Fn.Softplus];
        Func<Mat<D, D>, Mat<D, D>>[] matrix = [Fn.Exp, Fn.Log, Fn.Sqrt, Fn.Square, Fn.Tanh, Fn.Sigmoid, Fn.Relu, Fn.Silu, Fn.Gelu, Fn.GeluErf, Fn.Softplus];
        double[] x = [0.3, 1.7, 2.2, 0.9];
        for (var i = 0; i < scalar.Length; i++)
        {
            var expected = x.Select(value => scalar[i](value).Value).ToArray();
            Assert.Equal(expected, vector[i](new(x)).ToArray());
            Assert.Equal(expected, matrix[i](new(2, 2, x)).ToArray());
        }
    }

    // d/dx of the exact GELU is Φ(x) + x φ(x): ties erfc's two branches to an independent formula.
    [Theory]
    [InlineData(0.4)]
    [InlineData(2.828)]
    [InlineData(-2.9)]
    [InlineData(5)]
    public void ExactGeluHasTheSlopeOfItsDefinition(double x)
    {
        const double h = 1e-5;
        var slope = (Fn.GeluErf(x + h).Value - Fn.GeluErf(x - h).Value) / (2 * h);
        var density = Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
        Assert.Equal(Fn.GeluErf(x).Value / x + x * density, slope, 8);
    }
}
