namespace Ttt.Cli;

/// <summary>What went wrong, as a line for a person.</summary>
static class Faults
{
    public static int Report(Exception exception, Terminal terminal)
    {
        if (exception is OperationCanceledException)
        {
            terminal.Error.WriteLine("ttt: interrupted");
            return ExitCode.Interrupted;
        }
        foreach (var line in Message(exception).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            terminal.Error.WriteLine($"ttt: {line}");
        return ExitCode.BadInput;
    }

    /// <summary>Its words.</summary>
    public static string Message(Exception exception) => exception switch
    {
        TttException or IOException or UnauthorizedAccessException => exception.Message,
        // the message of an ArgumentException ends with the parameter's name, which says nothing to a user
        ArgumentException => exception.Message.Split(" (Parameter '")[0],
        OutOfMemoryException => "there is not enough memory; try a smaller batch, context or width",
        _ when Environment.GetEnvironmentVariable("TTT_TRACE") is "1" => $"internal error: {exception}",
        _ => $"internal error, please report it: {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")} (TTT_TRACE=1 shows where)",
    };
}
