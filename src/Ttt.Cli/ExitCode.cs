namespace Ttt.Cli;

/// <summary>What the tool answers to its caller.</summary>
static class ExitCode
{
    public const int Success = 0;

    /// <summary>The work was done and what it had to show does not hold: a tensor above tolerance, a model above the bar.</summary>
    public const int NotReached = 1;

    /// <summary>The input cannot be used.</summary>
    public const int BadInput = 2;

    /// <summary>Ctrl-C; what there was is saved.</summary>
    public const int Interrupted = 130;
}
