using System.CommandLine;
using Spectre.Console;
using Ttt.Layers;

namespace Ttt.Cli;

/// <summary><c>ttt explain</c>.</summary>
sealed class ExplainCommand(Terminal terminal)
{
    readonly Argument<string?> name = new("layer") { Description = "a layer's name; without one, all layers are listed", Arity = ArgumentArity.ZeroOrOne, HelpName = "LAYER" };
    readonly Option<int?> width = Values.Integer("--width", "model width C, for sizes and costs [default: 128]");
    readonly Option<int?> heads = Values.Integer("--heads", "heads, for sizes and costs [default: 4]");
    readonly Option<int?> miniBatch = Values.Integer("--mini-batch", "tokens of an inner mini-batch, K [default: as declared]");
    readonly LayerLibraries libraries = new();

    public static Command Create(Terminal terminal) => new ExplainCommand(terminal).Build();

    Command Build()
    {
        var command = new Command("explain", "Prints what was derived for a layer: inner model, gradient, dual form, update, cost; of attention and mamba what they compute; and the parameters at given sizes.") { name, width, heads, miniBatch };
        libraries.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        var catalogue = LayerLibraries.Catalogue(libraries.Paths(parsed));
        if (parsed.GetValue(name) is not { } wanted)
        {
            terminal.Show(List(catalogue));
            return ExitCode.Success;
        }
        if (Mixers.Find(wanted) is { } kind)
        {
            terminal.Line(kind.Explanation);
            terminal.Line();
            using var mixer = kind.Create(new() { HiddenSize = parsed.GetValue(width) ?? 128, NumAttentionHeads = parsed.GetValue(heads) ?? 4 });
            LayerSheet.Write(terminal, mixer);
            return ExitCode.Success;
        }
        if (!catalogue.TryFind(wanted, out var entry))
        {
            var names = Mixers.Names(catalogue);
            throw new TttException($"there is no layer '{wanted}'; known are {string.Join(", ", names)}{Suggestion.For(wanted, names)}");
        }
        var options = new TttLayerOptions { Width = parsed.GetValue(width) ?? 128, Heads = parsed.GetValue(heads) ?? 4, MiniBatchSize = parsed.GetValue(miniBatch) };
        using var layer = entry.Create(options);
        terminal.Line(entry.Declaration.Explanation.TrimEnd());
        terminal.Line();
        new LayerSheet(terminal, layer).Write();
        return ExitCode.Success;
    }

    static Table List(LayerCatalogue catalogue)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("layer", "class", "inner gradient descent", "form", "declared parameters");
        foreach (var entry in catalogue.Layers)
        {
            var declaration = entry.Declaration;
            var parameters = string.Join(", ", declaration.Parameters.Select(p => p.Name));
            var mode = declaration.Mode switch { GradientDescent.Online => "online", GradientDescent.Batch => "batch", _ => $"mini-batch, K = {declaration.MiniBatchSize}" };
            table.AddRow(Cells.Row($"{entry.Name}", $"{declaration.ClassName}", $"{mode}", $"{(declaration.HasDual ? "dual" : "primal only")}", $"{parameters}"));
        }
        foreach (var kind in Mixers.All)
            table.AddRow(Cells.Row($"{kind.Name}", $"-", $"no inner model", $"-", $"{kind.Summary}"));
        return table;
    }
}
