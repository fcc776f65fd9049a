using System.CommandLine;

namespace Ttt.Cli;

/// <summary><c>ttt compare</c>.</summary>
sealed class CompareCommand(Terminal terminal)
{
    readonly Argument<string> file = new("config") { Description = "a JSON file that lists runs, or a folder with a configuration for each", HelpName = "CONFIG.json|FOLDER" };
    readonly Option<string?> output = Values.Text("--out", "folder of the runs [default: as the file says, else runs/NAME]", "FOLDER");
    readonly Option<string?> report = Values.Text("--report", "folder of the report, its plots and its data [default: the folder of the runs]", "FOLDER");
    readonly LayerLibraries libraries = new();
    readonly Threads threads = new();
    readonly Devices device = new();
    readonly Option<string?> precision = Precisions.Option("as the configuration says, else fp32");

    public static Command Create(Terminal terminal) => new CompareCommand(terminal).Build();

    Command Build()
    {
        var command = new Command("compare", "Trains a list of configurations on equal tokens, measures them alike and writes one report with plots. Finished runs are kept, interrupted ones go on.") { file, output, report };
        libraries.AddTo(command);
        threads.AddTo(command);
        device.AddTo(command);
        command.Options.Add(precision);
        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(file);
        var config = Directory.Exists(path) ? CompareFolder.Load(path) : CompareConfig.Load(path);
        threads.Apply(parsed, config.Shared.Threads);
        var root = parsed.GetValue(output) ?? config.Shared.Out ?? Path.Combine("runs", Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(path)));
        var folder = parsed.GetValue(report) ?? root;
        CheckpointFolder.Prepare(root);
        CheckpointFolder.Prepare(folder);
        var comparison = new Comparison(terminal, LayerLibraries.Catalogue([.. config.Shared.Layers, .. libraries.Paths(parsed)]), root, device.Of(parsed), Precisions.Given(parsed, precision));
        return config.Tasks.Count > 0 ? new TaskComparison(terminal, config, comparison).Run(folder) : new TextComparison(terminal, config, comparison).Run(folder);
    }
}
