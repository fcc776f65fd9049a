namespace Ttt.Layers.Tests.Relatives;

/// <summary>Matrices as plain arrays, for the definitions that the layers are held against.</summary>
static class Table
{
    internal static double[,] Random(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        return Create(rows, columns, (_, _) => 2 * random.NextDouble() - 1);
    }

    /// <summary>Numbers between two others.</summary>
    internal static double[] Between(double low, double high, int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => low + (high - low) * random.NextDouble())];
    }

    internal static double[] Constant(double value, int count) => [.. Enumerable.Repeat(value, count)];

    internal static double[,] Create(int rows, int columns, Func<int, int, double> entry)
    {
        var result = new double[rows, columns];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++) result[i, j] = entry(i, j);
        return result;
    }

    internal static double[,] Zeros(int rows, int columns) => new double[rows, columns];

    internal static double[,] Times(double[,] a, double[,] b)
        => Create(a.GetLength(0), b.GetLength(1), (i, j) => Enumerable.Range(0, b.GetLength(0)).Sum(n => a[i, n] * b[n, j]));

    internal static double[,] Transposed(double[,] a) => Create(a.GetLength(1), a.GetLength(0), (i, j) => a[j, i]);

    /// <summary>a + scale · b.</summary>
    internal static double[,] Plus(double[,] a, double[,] b, double scale = 1) => Create(a.GetLength(0), a.GetLength(1), (i, j) => a[i, j] + scale * b[i, j]);

    internal static double[,] Scaled(double factor, double[,] a) => Create(a.GetLength(0), a.GetLength(1), (i, j) => factor * a[i, j]);

    internal static double[,] Row(double[,] a, int row) => Create(1, a.GetLength(1), (_, j) => a[row, j]);

    internal static void SetRow(double[,] a, int row, double[,] values)
    {
        for (var j = 0; j < a.GetLength(1); j++) a[row, j] = values[0, j];
    }

    internal static double[,] Flipped(double[,] a) => Create(a.GetLength(0), a.GetLength(1), (i, j) => a[a.GetLength(0) - 1 - i, j]);

    /// <summary>(mask ∘ Q Kᵀ) V.</summary>
    internal static double[,] Attention(double[,] q, double[,] k, double[,] v, Func<int, int, double> mask)
    {
        var scores = Times(q, Transposed(k));
        return Times(Create(scores.GetLength(0), scores.GetLength(1), (i, j) => mask(i, j) * scores[i, j]), v);
    }

    /// <summary>The x of A x = b, by elimination with pivots.</summary>
    internal static double[,] Solve(double[,] a, double[,] b)
    {
        var (n, left, right) = (a.GetLength(0), (double[,])a.Clone(), (double[,])b.Clone());
        for (var c = 0; c < n; c++)
        {
            var pivot = Enumerable.Range(c, n - c).MaxBy(i => Math.Abs(left[i, c]));
            foreach (var table in new[] { left, right })
                for (var j = 0; j < table.GetLength(1); j++) (table[c, j], table[pivot, j]) = (table[pivot, j], table[c, j]);
            for (var i = 0; i < n; i++)
            {
                if (i == c) continue;
                var factor = left[i, c] / left[c, c];
                foreach (var table in new[] { left, right })
                    for (var j = 0; j < table.GetLength(1); j++) table[i, j] -= factor * table[c, j];
            }
        }
        return Create(n, right.GetLength(1), (i, j) => right[i, j] / left[i, i]);
    }

    internal static void Equal(double[,] expected, double[,] actual, double tolerance = 1e-10)
    {
        Assert.Equal((expected.GetLength(0), expected.GetLength(1)), (actual.GetLength(0), actual.GetLength(1)));
        var error = Plus(expected, actual, -1).Cast<double>().Max(Math.Abs);
        Assert.True(error <= tolerance, $"largest difference {error:E2}, tolerance {tolerance:E0}");
    }
}
