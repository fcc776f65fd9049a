namespace Ttt.Generators.Tests.Execution.Declarations;

/// <summary>Gaussian elimination with pivots.</summary>
internal static class LinearSystem
{
    /// <summary>x with Σ_j rows[j][i] x_j = right[i]; symmetric systems alone come here, so rows are columns.</summary>
    public static double[] Solve(double[][] rows, double[] right)
    {
        var n = right.Length;
        var (a, b) = (rows.Select(r => r.ToArray()).ToArray(), right.ToArray());
        for (var k = 0; k < n; k++)
        {
            var pivot = Enumerable.Range(k, n - k).MaxBy(i => Math.Abs(a[i][k]));
            (a[k], a[pivot], b[k], b[pivot]) = (a[pivot], a[k], b[pivot], b[k]);
            for (var i = k + 1; i < n; i++)
            {
                var factor = a[i][k] / a[k][k];
                for (var j = k; j < n; j++) a[i][j] -= factor * a[k][j];
                b[i] -= factor * b[k];
            }
        }
        for (var i = n - 1; i >= 0; i--)
            b[i] = (b[i] - Enumerable.Range(i + 1, n - i - 1).Sum(j => a[i][j] * b[j])) / a[i][i];
        return b;
    }
}
