namespace Ttt.Cli;

/// <summary>What one comparison found.</summary>
/// <param name="Name">What was compared.</param>
/// <param name="Size">At which size.</param>
/// <param name="Output">The largest error among outputs over its tolerance; null where nothing was compared.</param>
/// <param name="State">Among states.</param>
/// <param name="Gradient">Among gradients.</param>
/// <param name="Decode">Among the outputs and states of tokens one by one.</param>
/// <param name="Fault">What stood against a comparison; null where nothing did.</param>
sealed record CheckResult(string Name, string Size, CheckError? Output, CheckError? State, CheckError? Gradient, CheckError? Decode, string? Fault)
{
    public IEnumerable<CheckError> Errors => ((CheckError?[])[Output, State, Gradient, Decode]).OfType<CheckError>();

    public bool Passed => Fault is null && Errors.Any() && Errors.All(error => error.Passed);
}

/// <summary>The worst of some errors, by its share of the tolerance.</summary>
/// <param name="What">The tensor.</param>
/// <param name="Error">Largest difference over the largest value.</param>
/// <param name="Tolerance">What passes.</param>
sealed record CheckError(string What, double Error, double Tolerance)
{
    // not "Error > Tolerance": a NaN must fail
    public bool Passed => Error <= Tolerance;

    /// <summary>The worst of these; null where there are none.</summary>
    public static CheckError? Worst(IEnumerable<CheckError> errors) => errors.MaxBy(error => double.IsNaN(error.Error) ? double.PositiveInfinity : error.Error / error.Tolerance);
}
