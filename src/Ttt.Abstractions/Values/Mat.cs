namespace Ttt;

/// <summary>
/// A matrix of <typeparamref name="R"/> rows and <typeparamref name="C"/> columns, in double precision. <c>*</c> between matrices, or a vector and a
/// matrix, is the matrix product; vectors are rows, so a linear layer is <c>x * w + b</c>.
/// </summary>
/// <typeparam name="R">The dimension of the rows.</typeparam>
/// <typeparam name="C">The dimension of the columns.</typeparam>
public readonly struct Mat<R, C> where R : IDim where C : IDim
{
    readonly double[]? _values;

    /// <summary>A matrix of these values (copied), row by row.</summary>
    /// <exception cref="ArgumentException">A negative size, or not rows · columns values.</exception>
    public Mat(int rows, int columns, double[] rowMajor)
    {
        ArgumentNullException.ThrowIfNull(rowMajor);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        if (rowMajor.Length != (long)rows * columns)
            throw new ArgumentException($"{Name} of {rows} x {columns} needs {(long)rows * columns} values, row by row; it got {rowMajor.Length}.", nameof(rowMajor));
        (Rows, Columns, _values) = (rows, columns, (double[])rowMajor.Clone());
    }

    Mat(double[] values, int rows, int columns) => (Rows, Columns, _values) = (rows, columns, values);

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>An element, counted from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such element.</exception>
    public double this[int row, int column] => (uint)row < (uint)Rows && (uint)column < (uint)Columns
        ? Values[row * Columns + column]
        : throw new ArgumentOutOfRangeException(nameof(row), $"{Name} of {Rows} x {Columns} has no element [{row}, {column}].");

    /// <summary>The transpose.</summary>
    public Mat<C, R> T
    {
        get
        {
            var result = new double[Values.Length];
            for (var i = 0; i < Rows; i++)
                for (var j = 0; j < Columns; j++)
                    result[j * Rows + i] = Values[i * Columns + j];
            return Mat<C, R>.Wrap(Columns, Rows, result);
        }
    }

    /// <summary>The values, row by row, copied.</summary>
    public double[] ToArray() => (double[])Values.Clone();

    internal double[] Values => _values ?? [];

    static string Name => $"A Mat<{typeof(R).Name}, {typeof(C).Name}>";

    /// <summary>Takes the array as it is.</summary>
    internal static Mat<R, C> Wrap(int rows, int columns, double[] values) => new(values, rows, columns);

    internal Mat<R, C> Map(Func<double, double> f) => Wrap(Rows, Columns, Elementwise.Map(Values, f));

    /// <summary>A row vector times a matrix.</summary>
    /// <exception cref="ArgumentException">The vector's length is not the number of rows.</exception>
    public static Vec<C> operator *(Vec<R> x, Mat<R, C> w)
    {
        Elementwise.RequireLength<R>("Vec * Mat", x.Length, w.Rows);
        return Vec<C>.Wrap(Product(x.Values, 1, w.Values, w.Rows, w.Columns));
    }

    /// <summary>Negation.</summary>
    public static Mat<R, C> operator -(Mat<R, C> a) => a.Map(x => -x);

    /// <summary>Sum, element by element.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static Mat<R, C> operator +(Mat<R, C> a, Mat<R, C> b) => Zip("+", a, b, (x, y) => x + y);

    /// <summary>Difference, element by element.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static Mat<R, C> operator -(Mat<R, C> a, Mat<R, C> b) => Zip("-", a, b, (x, y) => x - y);

    /// <summary>Every element times a number.</summary>
    public static Mat<R, C> operator *(Mat<R, C> a, double b) => a.Map(x => x * b);

    /// <inheritdoc cref="op_Multiply(Mat{R, C}, double)"/>
    public static Mat<R, C> operator *(double a, Mat<R, C> b) => b.Map(x => a * x);

    /// <inheritdoc cref="op_Multiply(Mat{R, C}, double)"/>
    public static Mat<R, C> operator *(Mat<R, C> a, Scalar b) => a * b.Value;

    /// <inheritdoc cref="op_Multiply(Mat{R, C}, double)"/>
    public static Mat<R, C> operator *(Scalar a, Mat<R, C> b) => a.Value * b;

    /// <summary>Every element divided by a number.</summary>
    public static Mat<R, C> operator /(Mat<R, C> a, double b) => a.Map(x => x / b);

    /// <inheritdoc cref="op_Division(Mat{R, C}, double)"/>
    public static Mat<R, C> operator /(Mat<R, C> a, Scalar b) => a / b.Value;

    static Mat<R, C> Zip(string operation, Mat<R, C> a, Mat<R, C> b, Func<double, double, double> f)
    {
        Elementwise.RequireLength<R>($"Mat {operation} Mat, rows", a.Rows, b.Rows);
        Elementwise.RequireLength<C>($"Mat {operation} Mat, columns", a.Columns, b.Columns);
        return Wrap(a.Rows, a.Columns, Elementwise.Zip(a.Values, b.Values, f));
    }

    internal static double[] Product(double[] a, int rows, double[] b, int inner, int columns)
    {
        var result = new double[rows * columns];
        for (var i = 0; i < rows; i++)
            for (var k = 0; k < inner; k++)
                for (var j = 0; j < columns; j++)
                    result[i * columns + j] += a[i * inner + k] * b[k * columns + j];
        return result;
    }
}
