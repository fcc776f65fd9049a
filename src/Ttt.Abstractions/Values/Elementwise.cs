namespace Ttt;

/// <summary>Loops over arrays, with the errors that the eager operators share.</summary>
static class Elementwise
{
    internal static double[] Map(double[] a, Func<double, double> f) => Array.ConvertAll(a, x => f(x));

    internal static double[] Zip<T>(string operation, double[] a, double[] b, Func<double, double, double> f) where T : IDim
    {
        RequireLength<T>(operation, a.Length, b.Length);
        return Zip(a, b, f);
    }

    internal static double[] Zip(double[] a, double[] b, Func<double, double, double> f)
    {
        var result = new double[a.Length];
        for (var i = 0; i < result.Length; i++) result[i] = f(a[i], b[i]);
        return result;
    }

    internal static void RequireLength<T>(string operation, int left, int right) where T : IDim
    {
        if (left != right)
            throw new ArgumentException($"{operation}: {typeof(T).Name} is {left} on the left and {right} on the right; a dimension has one size.");
    }
}
