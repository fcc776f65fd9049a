using Spectre.Console;
using Ttt.Layers;

namespace Ttt.Cli;

/// <summary>A layer in numbers: its parameters, the state of one sequence, operations per token.</summary>
sealed class LayerSheet(Terminal terminal, TttLayer layer)
{
    public void Write()
    {
        var (settings, declaration) = (layer.Settings, layer.Description);
        var sizes = string.Concat(declaration.Dimensions.Where(d => d.Name != "Model").Select(d => $", {d.Name} = {settings.Sizes[d.Name]}"));
        var period = settings.Period is { } k ? $", K = {k}" : "";
        terminal.Line($"Sizes: C = {settings.Sizes["Model"]}, {Count.Of(settings.Sizes.Heads, "head")}{sizes}{period}");
        Write(terminal, layer, declaration.Parameters.ToDictionary(p => p.Name, p => p.Kind == ParameterKind.Fast ? "fast" : "slow", StringComparer.Ordinal));
        var fast = declaration.Parameters.Where(p => p.Kind == ParameterKind.Fast).Sum(p => p.StoredShape(settings.Sizes).Aggregate(1L, (a, b) => a * b));
        terminal.Line($"fast weights          {fast:N0} values a sequence; with the sums since the last boundary {2 * fast * sizeof(float) / 1024.0:0.0} KiB in float32");
        foreach (var cost in LayerCost.OfProgram(declaration.Explanation, layer.Program.AnyRows))
            terminal.Line($"{cost.Program,-8} products     {cost.PerTokenAndHead(settings) * settings.Sizes.Heads:N0} operations a token, all heads");
    }

    /// <summary>The parameters of a layer of any kind.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="kinds">Kinds of parameters by name; what is not named is a standard one.</param>
    public static void Write(Terminal terminal, SequenceMixer layer, IReadOnlyDictionary<string, string>? kinds = null)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns(new TableColumn("parameter"), new("kind"), new("shape"), new("values") { Alignment = Justify.Right });
        foreach (var (name, parameter) in layer.named_parameters())
            table.AddRow(Cells.Row($"{name}", $"{kinds?.GetValueOrDefault(name) ?? "standard"}", $"[{string.Join(", ", parameter.shape)}]", $"{parameter.numel():N0}"));
        terminal.Show(table);
        terminal.Line($"parameters            {layer.parameters().Sum(p => p.numel()):N0}");
    }
}
