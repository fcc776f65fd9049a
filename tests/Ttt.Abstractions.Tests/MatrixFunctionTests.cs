namespace Ttt.Tests;

public class MatrixFunctionTests
{
    static readonly Mat<D, Hidden> X = new(2, 3, [1, -2, 2, 3, 0, 4]);

    [Fact]
    public void NormsOfRowsColumnsAndTheWhole()
    {
        Assert.Equal(Math.Sqrt(34), Fn.FrobeniusNorm(X).Value, 14);
        Assert.Equal(6, Fn.FrobeniusNorm(X, 2).Value, 14);
        Assert.Equal([Math.Sqrt(9 + 1e-12), Math.Sqrt(25 + 1e-12)], Fn.RowNorms(X).ToArray());
        Assert.Equal([Math.Sqrt(11), Math.Sqrt(5), Math.Sqrt(21)], Fn.ColumnNorms(X, 1).ToArray());
        Assert.Equal(5, Fn.Norm(new Vec<D>(3, 4), 0).Value);
    }

    [Fact]
    public void ScaledElementsRowsAndColumns()
    {
        Assert.Equal([1, 4, 4, 9, 0, 16], Fn.Hadamard(X, X).ToArray());
        Assert.Equal([10, -20, 20, -3, 0, -4], Fn.ScaleRows(X, new(10, -1)).ToArray());
        Assert.Equal([1, -20, 200, 3, 0, 400], Fn.ScaleColumns(X, new(1, 10, 100)).ToArray());
        Assert.Throws<ArgumentException>(() => Fn.ScaleRows(X, new(1, 2, 3)));
        Assert.Throws<ArgumentException>(() => Fn.ScaleColumns(X, new(1, 2)));
    }

    // Orthogonal rows of lengths 3 and 5: each singular value s becomes p(s), found here by the same polynomial on numbers.
    [Fact]
    public void NewtonSchulzMapsSingularValues()
    {
        Mat<D, Hidden> x = new(2, 3, [3, 0, 0, 0, 4, 3]);
        var norm = Math.Sqrt(34) + 1e-7;
        double[] s = [Step(3 / norm), Step(5 / norm)];
        double[] expected = [s[0], 0, 0, 0, s[1] * 0.8, s[1] * 0.6];
        var (wide, tall) = (Fn.NewtonSchulz(x).ToArray(), Fn.NewtonSchulz(x.T).T.ToArray());
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(expected[i], wide[i], 12);
            Assert.Equal(wide[i], tall[i], 12);
        }
        Assert.All(s, value => Assert.InRange(value, 0.95, 1.05));

        static double Step(double s)
        {
            foreach (var (a, b, c) in new[] { (4.0848, -6.8946, 2.9270), (3.9505, -6.3029, 2.6377), (3.7418, -5.5913, 2.3037), (2.8769, -3.1427, 1.2046), (2.8366, -3.0525, 1.2012) })
                s *= a + b * s * s + c * Math.Pow(s, 4);
            return s;
        }
    }

    [Fact]
    public void NewtonSchulzOfNothingIsNothing() => Assert.Equal([0, 0, 0, 0], Fn.NewtonSchulz(new Mat<D, D>(2, 2, new double[4])).ToArray());
}
