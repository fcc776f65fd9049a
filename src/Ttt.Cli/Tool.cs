using System.CommandLine;
using System.Globalization;

namespace Ttt.Cli;

/// <summary>The <c>ttt</c> command line.</summary>
static class Tool
{
    /// <summary>Runs one command line and gives the exit code.</summary>
    public static int Run(IReadOnlyList<string> arguments, Terminal terminal)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            var parsed = Root(terminal).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
            // help and version answer whatever else stands on the line
            if (parsed.Action is not (ExampleHelp or VersionLine) && Usage.Fault(parsed) is { } fault)
                throw new TttException(fault);
            return parsed.Invoke(new() { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception exception)
        {
            return Faults.Report(exception, terminal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    static RootCommand Root(Terminal terminal)
    {
        var root = new RootCommand("Test-time-training layers: declared as C# classes, differentiated by the compiler, trained and run here.")
        {
            QuickstartCommand.Create(terminal),
            TrainCommand.Create(terminal),
            EvalCommand.Create(terminal),
            CompareCommand.Create(terminal),
            GenerateCommand.Create(terminal),
            ExplainCommand.Create(terminal),
            VerifyCommand.Create(terminal),
            BenchCommand.Create(terminal),
            GpuCheckCommand.Create(terminal),
            TokenizerCommand.Create(terminal),
            InspectCommand.Create(terminal),
            ConvertCommand.Create(terminal),
        };
        ExampleHelp.Attach(root);
        VersionLine.Attach(root);
        return root;
    }
}
