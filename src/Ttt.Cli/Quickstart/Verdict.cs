namespace Ttt.Cli;

/// <summary>How a model did.</summary>
/// <param name="Reached">Bits per byte on the held-out text.</param>
/// <param name="Gzip">What gzip needs for it.</param>
/// <param name="Bar">What must be undercut; null: the run was too short to be judged.</param>
sealed record Verdict(double Reached, double Gzip, double? Bar)
{
    /// <summary>Says it and gives the exit code.</summary>
    public int Tell(Terminal terminal)
    {
        terminal.Line($"held-out text: {Reached:0.000} bits per byte; gzip -9 needs {Gzip:0.000}");
        if (Bar is not { } bar)
        {
            terminal.Line("a shortened run is not judged");
            return ExitCode.Success;
        }
        // not "Reached >= bar": a NaN must not pass
        if (Reached < bar)
        {
            terminal.Line($"below the bar of {bar}: passed");
            return ExitCode.Success;
        }
        terminal.Error.WriteLine(FormattableString.Invariant($"ttt: the model ends at {Reached:0.000} bits per byte, which is not below {bar}"));
        return ExitCode.NotReached;
    }
}
