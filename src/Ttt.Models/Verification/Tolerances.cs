namespace Ttt.Models;

/// <summary>Largest relative errors that pass.</summary>
/// <param name="Outputs32">float32: outputs, intermediates, caches.</param>
/// <param name="Gradients32">float32: gradients.</param>
/// <param name="All64">float64: everything.</param>
public sealed record Tolerances(double Outputs32, double Gradients32, double All64)
{
    /// <summary>What the reference files allow. The reference of the "mlp" layer differentiates GELU with constants of eight digits, which shows in float64.</summary>
    public static Tolerances For(string layer) => new(1e-5, 2e-5, string.Equals(layer, "mlp", StringComparison.OrdinalIgnoreCase) ? 1e-8 : 1e-12);

    // Two float32 programs may each be this many times as far from the exact value as the reference says it is.
    const double OwnErrors = 4;

    /// <summary>In float32, for a tensor whose reference says how far it is from the exact value.</summary>
    public double Of(string name, double ownError) => Math.Max(Of(name, wide: false), OwnErrors * ownError);

    public double Of(string name, bool wide) => wide ? All64 : name.StartsWith("grad.", StringComparison.Ordinal) ? Gradients32 : Outputs32;
}
