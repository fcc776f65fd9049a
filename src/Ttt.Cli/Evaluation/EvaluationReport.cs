using System.CommandLine;

namespace Ttt.Cli;

/// <summary>Files that a measurement is written to, by option.</summary>
sealed class EvaluationReport
{
    readonly Option<string?> plot = Values.Text("--plot", "writes the curves of all models as one picture", "FILE.svg");
    readonly Option<string?> json = Values.Text("--json", "writes everything as JSON", "FILE.json");
    readonly Option<string?> csv = Values.Text("--csv", "writes a line for each model and point", "FILE.csv");

    public IEnumerable<Option> All => [plot, json, csv];

    /// <summary>The first that was given.</summary>
    public Option? Given(ParseResult parsed) => All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });

    /// <summary>What was read must stay, and the files must have places to go to.</summary>
    /// <exception cref="TttException">A file cannot be written where it is to be.</exception>
    public void RequirePlaces(ParseResult parsed, IEnumerable<string> read) => OutputFiles.Check(parsed, [plot, json, csv], read.DistinctBy(Path.GetFullPath));

    /// <summary>Writes what was asked for.</summary>
    public void Write(ParseResult parsed, Func<SvgPlot> picture, Func<string> data, Func<string> table)
    {
        if (parsed.GetValue(plot) is { } svg)
            picture().Save(svg);
        if (parsed.GetValue(json) is { } file)
            AtomicFile.WriteText(file, data());
        if (parsed.GetValue(csv) is { } lines)
            AtomicFile.WriteText(lines, table());
    }
}
