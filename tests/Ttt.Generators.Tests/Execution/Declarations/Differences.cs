namespace Ttt.Generators.Tests.Execution.Declarations;

/// <summary>Derivatives by central differences of fourth order: errors of size h⁴, so that h need not be tiny.</summary>
internal static class Differences
{
    public static double Of(Func<double, double> f, double h = 1e-3) => (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);
}
