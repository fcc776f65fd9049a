namespace Ttt.Models;

/// <summary>Largest relative errors that pass.</summary>
/// <param name="Outputs32">float32: outputs, intermediates, caches.</param>
/// <param name="Gradients32">float32: gradients.</param>
/// <param name="All64">float64: everything.</param>
public sealed record Tolerances(double Outputs32, double Gradients32, double All64)
{
    /// <summary>What the reference files allow. The reference of the "mlp" layer differentiates GELU with constants of eight digits, which shows in float64.</summary>
    public static Tolerances For(string layer) => new(1e-5, 2e-5, string.Equals(layer, "mlp", StringComparison.OrdinalIgnoreCase) ? 1e-8 : 1e-12);

    public double Of(string name, bool wide) => wide ? All64 : name.StartsWith("grad.", StringComparison.Ordinal) ? Gradients32 : Outputs32;
}
