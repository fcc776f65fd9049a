namespace Ttt.Kernels.Tests;

/// <summary>What .NET has no function for, in double precision.</summary>
internal static class Reference
{
    /// <summary>Error function: a series of positive terms, or a continued fraction for large arguments.</summary>
    public static double Erf(double x)
    {
        double magnitude = Math.Abs(x);
        if (double.IsNaN(x)) return x;
        if (magnitude > 6) return Math.Sign(x);
        if (magnitude > 2.5)
        {
            double fraction = 0;
            for (int k = 60; k > 0; k--)
                fraction = k / 2.0 / (magnitude + fraction);
            return Math.Sign(x) * (1 - (Math.Exp(-x * x) / Math.Sqrt(Math.PI) / (magnitude + fraction)));
        }
        double term = x, sum = x;
        for (int n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
