using System.CommandLine;
using System.Text.Json;
using Ttt.Layers;

namespace Ttt.Cli;

/// <summary><c>ttt inspect</c>.</summary>
sealed class InspectCommand(Terminal terminal)
{
    readonly Argument<string> model = new("model") { Description = "a run, a checkpoint, a released folder, or a configuration (config.json, or the file of a run)", HelpName = "MODEL" };
    readonly Option<int?> context = Values.Integer("--context", "tokens of a sequence, on which attention depends [default: 2048]");
    readonly Option<bool> json = Values.Flag("--json", "everything as JSON, block by block");
    readonly Option<string?> innerLoss = Values.Text("--inner-loss", "a text to read with the model: the loss of every inner loop at its first weights, before and after each token's step, by position", "TEXT");
    readonly Option<int?> sequences = Values.Integer("--sequences", "with --inner-loss: sequences of --context tokens to average over [default: 8]");
    readonly Option<string?> output = Values.Text("--out", "with --inner-loss: folder of the table and the plots [default: inner-loss]", "FOLDER");
    readonly LayerLibraries libraries = new();
    readonly Devices device = new();
    readonly Option<string?> precision = Precisions.Option();

    public static Command Create(Terminal terminal) => new InspectCommand(terminal).Build();

    Command Build()
    {
        var command = new Command("inspect", "Tells what a model costs: parameters, operations per token for reading a prompt, writing and training, and bytes of state, by part. No model of that size is built. Or, of a trained one, what its inner loops learn on a text.") { model, context, json, innerLoss, sequences, output };
        libraries.AddTo(command);
        device.AddTo(command);
        command.Options.Add(precision);
        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        var tokens = parsed.GetValue(context) ?? 2048;
        if (tokens < 1)
            throw new TttException($"--context must be at least 1, not {tokens}");
        var path = parsed.GetRequiredValue(model);
        if (parsed.GetValue(innerLoss) is { } text)
        {
            if (parsed.GetValue(json))
                throw new TttException("--json tells what a model costs; --inner-loss writes its table as CSV");
            using var trained = Checkpoint.Load(path, libraries.Paths(parsed), device.Of(parsed), Precisions.Given(parsed, precision));
            return new InnerLossSheet(terminal, trained, Tokenizers.Of(trained, path, null)).Write(text, tokens, parsed.GetValue(sequences) ?? 8, parsed.GetValue(output) ?? "inner-loss");
        }
        foreach (var option in (Option[])[sequences, output, device.Option, precision])
            if (parsed.GetResult(option) is { Implicit: false })
                throw new TttException($"{option.Name} goes with --inner-loss TEXT");
        var catalogue = LayerLibraries.Catalogue(libraries.Paths(parsed));
        var isConfiguration = path.EndsWith(".json", StringComparison.Ordinal) && !path.EndsWith(WeightFiles.Index, StringComparison.Ordinal);
        using var folder = isConfiguration ? null : ModelFolder.Open(path);
        var cost = ModelCost.Of(folder?.Config ?? Configuration(path), tokens, catalogue);
        if (parsed.GetValue(json))
            terminal.Line(CostJson.Write(cost));
        else
            new CostSheet(terminal, cost).Write(Title(path, folder, catalogue));
        return ExitCode.Success;
    }

    // the file of a run has the model's configuration in it
    static ModelConfig Configuration(string path)
    {
        var text = UserFile.ReadText(path);
        try
        {
            using var document = JsonDocument.Parse(text, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("model", out _))
                return RunConfig.Load(path).Model;
        }
        catch (JsonException)
        {
            // said below, with its place
        }
        return ModelConfigJson.Parse(text, path);
    }

    static string Title(string path, ModelFolder? folder, LayerCatalogue catalogue)
    {
        if (folder is null)
            return path;
        var fit = folder.Compare(catalogue);
        fit.ThrowIfIncomplete(folder.Weights.Path);
        var types = string.Join(", ", folder.Weights.Names.Select(folder.Weights.Type).Distinct().Order());
        return $"{folder.Path}: {Count.Of(folder.Weights.Names.Count, "tensor")}, {types}; names and shapes fit{(folder.Verified ? ", checksums hold" : "")}";
    }
}
