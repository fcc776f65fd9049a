namespace Ttt;

public static partial class Fn
{
    static readonly (double A, double B, double C)[] NewtonSchulzSteps =
    [
        (4.0848, -6.8946, 2.9270), (3.9505, -6.3029, 2.6377), (3.7418, -5.5913, 2.3037), (2.8769, -3.1427, 1.2046), (2.8366, -3.0525, 1.2012),
    ];

    /// <summary>The product of two matrices element by element.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static Mat<R, C> Hadamard<R, C>(Mat<R, C> a, Mat<R, C> b) where R : IDim where C : IDim
    {
        Elementwise.RequireLength<R>("Hadamard, rows", a.Rows, b.Rows);
        Elementwise.RequireLength<C>("Hadamard, columns", a.Columns, b.Columns);
        return Mat<R, C>.Wrap(a.Rows, a.Columns, Elementwise.Zip(a.Values, b.Values, (x, y) => x * y));
    }

    /// <summary>√(Σ x² + ε) over all elements. With ε = 0 it has no derivative at the zero matrix.</summary>
    public static Scalar FrobeniusNorm<R, C>(Mat<R, C> x, double epsilon = 0) where R : IDim where C : IDim => new(Math.Sqrt(x.Values.Sum(v => v * v) + epsilon));

    /// <summary>√(Σ x² + ε) of every row.</summary>
    public static Vec<R> RowNorms<R, C>(Mat<R, C> x, double epsilon = 1e-12) where R : IDim where C : IDim
    {
        var norms = new double[x.Rows];
        for (var i = 0; i < norms.Length; i++)
            norms[i] = Math.Sqrt(x.Values.AsSpan(i * x.Columns, x.Columns).ToArray().Sum(v => v * v) + epsilon);
        return Vec<R>.Wrap(norms);
    }

    /// <summary>√(Σ x² + ε) of every column.</summary>
    public static Vec<C> ColumnNorms<R, C>(Mat<R, C> x, double epsilon = 1e-12) where R : IDim where C : IDim => RowNorms(x.T, epsilon);

    /// <summary>Every row times its factor.</summary>
    /// <exception cref="ArgumentException">Not one factor for each row.</exception>
    public static Mat<R, C> ScaleRows<R, C>(Mat<R, C> x, Vec<R> factors) where R : IDim where C : IDim
    {
        Elementwise.RequireLength<R>("ScaleRows", x.Rows, factors.Length);
        var result = new double[x.Values.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = x.Values[i] * factors.Values[i / x.Columns];
        return Mat<R, C>.Wrap(x.Rows, x.Columns, result);
    }

    /// <summary>Every column times its factor.</summary>
    /// <exception cref="ArgumentException">Not one factor for each column.</exception>
    public static Mat<R, C> ScaleColumns<R, C>(Mat<R, C> x, Vec<C> factors) where R : IDim where C : IDim
    {
        Elementwise.RequireLength<C>("ScaleColumns", x.Columns, factors.Length);
        return ScaleRows(x.T, factors).T;
    }

    /// <summary>
    /// Nearly the nearest matrix with orthonormal rows or columns (the step of Muon): X = G / (‖G‖ + 1e-7), then five times X ← a X + (b A + c A²) X with A = X Xᵀ and
    /// coefficients of their own. All singular values that are not tiny come out near 1.
    /// </summary>
    public static Mat<R, C> NewtonSchulz<R, C>(Mat<R, C> x) where R : IDim where C : IDim
        => x.Columns < x.Rows ? NewtonSchulzOfWide(x.T).T : NewtonSchulzOfWide(x);

    static Mat<R, C> NewtonSchulzOfWide<R, C>(Mat<R, C> g) where R : IDim where C : IDim
    {
        var x = g / (FrobeniusNorm(g).Value + 1e-7);
        foreach (var (a, b, c) in NewtonSchulzSteps)
        {
            var square = x * x.T;
            x = a * x + (b * square + c * (square * square)) * x;
        }
        return x;
    }
}
