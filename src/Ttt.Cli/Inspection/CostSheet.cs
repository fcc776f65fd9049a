using Spectre.Console;

namespace Ttt.Cli;

/// <summary>What a model costs, as a table: blocks that are alike once.</summary>
sealed class CostSheet(Terminal terminal, ModelCost cost)
{
    public void Write(string title)
    {
        var config = cost.Config;
        terminal.Line(title);
        terminal.Line($"{config.LayerTypesText}: {Count.Of(config.NumHiddenLayers, "block")}, C = {config.HiddenSize}, {Count.Of(config.NumAttentionHeads, "head")}, {config.VocabSize} tokens, context {cost.Context}");
        var table = new Table().Border(TableBorder.Simple).AddColumns(new TableColumn("part"), Number("parameters"), Number("prefill"), Number("decode"), Number("training"), Number("state"));
        Add(table, cost.Embedding);
        foreach (var alike in cost.Blocks.GroupBy(block => (block.Layer, block.StateBytes, string.Join(';', block.Parts))))
            Add(table, [.. alike]);
        Add(table, cost.Norm);
        Add(table, cost.Head);
        var total = cost.Operations;
        table.AddRow(Cells.Row($"total", $"{cost.Parameters:N0}", $"{Shown(total.Prefill)}", $"{Shown(total.Decode)}", $"{Shown(total.Training)}", $"{Bytes(cost.StateBytes)}"));
        terminal.Show(table);
        terminal.Line("operations for one token, a multiply-add as two; prefill without the vocabulary, which only a prompt's last token needs; state of one sequence in float32");
    }

    static void Add(Table table, BlockCost[] alike)
    {
        var (first, operations) = (alike[0], alike[0].Operations);
        var which = alike.Length == 1 ? $"block {first.Index}" : alike[^1].Index - first.Index + 1 == alike.Length ? $"blocks {first.Index}-{alike[^1].Index}, each" : $"{alike.Length} blocks from {first.Index}, each";
        table.AddRow(Cells.Row($"{first.Layer}, {which}", $"{first.Parameters:N0}", $"{Shown(operations.Prefill)}", $"{Shown(operations.Decode)}", $"{Shown(operations.Training)}", $"{Bytes(first.StateBytes)}"));
        foreach (var part in first.Parts)
            Add(table, part with { Part = "  " + part.Part });
    }

    static void Add(Table table, CostLine line) => table.AddRow(Cells.Row($"{line.Part}", $"{line.Parameters:N0}",
        $"{Shown(line.Operations.Prefill)}", $"{Shown(line.Operations.Decode)}", $"{Shown(line.Operations.Training)}", $""));

    static string Shown(double operations) => double.IsNaN(operations) ? "not counted" : operations switch
    {
        >= 1e9 => FormattableString.Invariant($"{operations / 1e9:0.000} G"),
        >= 1e6 => FormattableString.Invariant($"{operations / 1e6:0.000} M"),
        >= 1e3 => FormattableString.Invariant($"{operations / 1e3:0.0} k"),
        _ => FormattableString.Invariant($"{operations:0}"),
    };

    static string Bytes(long bytes) => bytes >= 1 << 20 ? FormattableString.Invariant($"{bytes / 1048576.0:0.00} MiB") : FormattableString.Invariant($"{bytes / 1024.0:0.0} KiB");

    static TableColumn Number(string title) => new(title) { Alignment = Justify.Right };
}
