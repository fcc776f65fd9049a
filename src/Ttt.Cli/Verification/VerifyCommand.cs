using System.CommandLine;
using Spectre.Console;
using TorchSharp;
using Ttt.Layers;

namespace Ttt.Cli;

/// <summary><c>ttt verify</c>.</summary>
sealed class VerifyCommand(Terminal terminal)
{
    readonly Argument<string[]> files = new("file") { Description = "reference files: cases inner, layer, lm or generate", Arity = ArgumentArity.OneOrMore, HelpName = "FILE.safetensors" };
    readonly Option<bool> summary = Values.Flag("--summary", "one line a file, and the tensors that fail");
    readonly LayerLibraries libraries = new();
    readonly Threads threads = new();
    readonly Devices device = new();

    public static Command Create(Terminal terminal) => new VerifyCommand(terminal).Build();

    Command Build()
    {
        var command = new Command("verify",
            "Recomputes every result and gradient stored in reference files and compares: error relative to the largest value, absolute where the reference is all zero. "
            + "Exit code 1 where an error is above tolerance or a tensor is missing or unknown.")
        { files, summary };
        libraries.AddTo(command);
        threads.AddTo(command);
        device.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        threads.Apply(parsed);
        var place = device.Of(parsed);
        var catalogue = LayerLibraries.Catalogue(libraries.Paths(parsed));
        var paths = parsed.GetRequiredValue(files);
        var (failed, worst) = (0, ExitCode.Success);
        foreach (var path in paths)
        {
            terminal.Interrupted.ThrowIfCancellationRequested();
            var code = Verify(path, catalogue, place, parsed.GetValue(summary));
            failed += code == ExitCode.Success ? 0 : 1;
            worst = Math.Max(worst, code);
        }
        if (paths.Length > 1)
            terminal.Line($"{paths.Length - failed} of {Count.Of(paths.Length, "file")} verified");
        return worst;
    }

    int Verify(string path, LayerCatalogue catalogue, torch.Device place, bool summaryOnly)
    {
        VerificationReport report;
        try
        {
            report = Verifier.Verify(path, catalogue, place);
        }
        catch (TttException exception)
        {
            // one unusable file does not hide the others
            return Faults.Report(exception, terminal);
        }
        var shown = report.Checks.Where(c => !summaryOnly || !c.Passed).ToArray();
        var verdict = report.Passed ? "ok  " : "FAIL";
        var compared = report.Checks.Where(c => c.Fault is null).ToArray();
        terminal.Line($"{verdict} {path}  {report.Case}, {Count.Of(compared.Length, "tensor")}{(compared.Length == 0 ? "" : FormattableString.Invariant($", largest error {compared.Max(c => c.Error):0.0e+00}"))}");
        if (shown.Length > 0)
            terminal.Show(Table(shown));
        return report.Passed ? ExitCode.Success : ExitCode.NotReached;
    }

    static Table Table(IEnumerable<TensorCheck> checks)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns(new TableColumn(""), new("tensor"), new("error") { Alignment = Justify.Right }, new("tolerance") { Alignment = Justify.Right }, new("measure"));
        foreach (var check in checks)
            table.AddRow(check.Fault is null
                ? Cells.Row($"{(check.Passed ? "ok" : "FAIL")}", $"{check.Name}", $"{check.Error:0.0e+00}", $"{check.Tolerance:0.0e+00}", $"{(check.Absolute ? "absolute" : "relative")}")
                : Cells.Row($"FAIL", $"{check.Name}", $"", $"", $"{check.Fault}"));
        return table;
    }
}
