namespace Ttt.Generators.Ir;

/// <summary>Functions of whole matrices. Vectors are rows, so one number for each row is a vector transposed.</summary>
internal static partial class Macros
{
    /// <summary>Five steps that pull singular values towards 1 faster than one set of coefficients would.</summary>
    private static readonly (double A, double B, double C)[] NewtonSchulzSteps =
    [
        (4.0848, -6.8946, 2.9270), (3.9505, -6.3029, 2.6377), (3.7418, -5.5913, 2.3037), (2.8769, -3.1427, 1.2046), (2.8366, -3.0525, 1.2012),
    ];

    private const double NewtonSchulzEpsilon = 1e-7;
    private const double NormFloor = 1e-30; // invisible in the norm; it keeps the derivative of a zero matrix's norm finite

    public static int FrobeniusNorm(GraphBuilder g, int x, double epsilon)
        => g.Named("FrobeniusNorm", g.Sqrt(g.AddConst(g.SumRows(g.SumColumns(g.Square(x))), epsilon)), x);

    public static int RowNorms(GraphBuilder g, int x, double epsilon)
        => g.Named("RowNorms", g.Transpose(g.Sqrt(g.AddConst(g.SumColumns(g.Square(x)), epsilon))), x);

    public static int ColumnNorms(GraphBuilder g, int x, double epsilon)
        => g.Named("ColumnNorms", g.Sqrt(g.AddConst(g.SumRows(g.Square(x)), epsilon)), x);

    public static int ScaleRows(GraphBuilder g, int x, int factors) => g.Mul(x, g.Transpose(factors));

    public static int ScaleColumns(GraphBuilder g, int x, int factors) => g.Mul(x, factors);

    /// <summary>
    /// The nearest matrix with orthonormal rows or columns, nearly: X ← G / (‖G‖ + ε), then five times X ← aX + (bA + cA²)X with A = XXᵀ. The same value is
    /// aX + X(bB + cB²) with B = XᵀX; the smaller of the two squares costs less.
    /// </summary>
    public static int NewtonSchulz(GraphBuilder g, int x, bool columnsAreFewer)
    {
        var y = g.Div(x, g.AddConst(FrobeniusNorm(g, x, NormFloor), NewtonSchulzEpsilon));
        foreach (var (a, b, c) in NewtonSchulzSteps)
        {
            var square = columnsAreFewer ? g.MatMul(y, y, transposeLeft: true) : g.MatMul(y, y, transposeRight: true);
            var polynomial = g.Add(g.Scale(b, square), g.Scale(c, g.MatMul(square, square)));
            y = g.Add(g.Scale(a, y), columnsAreFewer ? g.MatMul(y, polynomial) : g.MatMul(polynomial, y));
        }
        return g.Named("NewtonSchulz", y, x);
    }
}
