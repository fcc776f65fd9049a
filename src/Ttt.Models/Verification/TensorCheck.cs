using System.Globalization;

namespace Ttt.Models;

/// <summary>One tensor of a reference file against what was recomputed.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Error">Largest difference over the largest value of the reference; the largest difference itself where the reference is all zero; for ids the number that differ.</param>
/// <param name="Tolerance">The largest error that passes.</param>
/// <param name="Absolute">The reference is all zero.</param>
/// <param name="Fault">Why it cannot be compared, or null.</param>
public sealed record TensorCheck(string Name, double Error, double Tolerance, bool Absolute, string? Fault = null)
{
    // not "Error > Tolerance": a NaN must fail
    public bool Passed => Fault is null && Error <= Tolerance;

    public override string ToString()
    {
        var verdict = Passed ? "ok  " : "FAIL";
        return Fault is null
            ? string.Create(CultureInfo.InvariantCulture, $"{verdict} {Name}  {(Absolute ? "absolute" : "relative")} error {Error:0.0e+00} (tolerance {Tolerance:0.0e+00})")
            : $"{verdict} {Name}  {Fault}";
    }
}

/// <summary>What the verification of one file found.</summary>
/// <param name="Path">The file.</param>
/// <param name="Case">inner, layer, lm or generate.</param>
/// <param name="Checks">Every tensor of the file that states a result, and every one that should be there.</param>
public sealed record VerificationReport(string Path, string Case, IReadOnlyList<TensorCheck> Checks)
{
    public bool Passed => Checks.Count > 0 && Checks.All(c => c.Passed);
}
