using System.Globalization;
using Spectre.Console;
using TorchSharp;

namespace Ttt.Cli;

/// <summary>What the inner loops of a model learn on a text: a line for each block, a table of all positions as CSV, a plot for each block as SVG.</summary>
sealed class InnerLossSheet(Terminal terminal, LanguageModel model, ITokenizer tokenizer)
{
    public const string File = "inner-loss.csv";

    /// <exception cref="TttException">The text is too short, or the model has no inner loop that can be asked.</exception>
    public int Write(string path, int length, int sequences, string folder)
    {
        if (sequences < 1)
            throw new TttException($"--sequences must be at least 1, not {sequences}");
        var tokens = tokenizer.Encode(UserFile.ReadBytes(path));
        var rows = Math.Min(sequences, tokens.Length / length);
        if (rows == 0)
            throw new TttException($"{path}: the text has {tokens.Length} tokens, one sequence needs {length}; give a smaller --context");
        using var ids_BT = torch.tensor([.. tokens.Take(rows * length).Select(token => (long)token)], [rows, length], dtype: torch.ScalarType.Int64, device: model.Device);
        var curves = InnerLosses.Of(model, ids_BT, (block, why) => terminal.Line($"block {block + 1}: left out, {why}"));
        if (curves.Count == 0)
            throw new TttException("no layer of the model has an inner loop whose loss can be shown");
        AtomicFile.WriteText(Path.Combine(folder, File), curves.ToCsv());
        var table = new Table().Border(TableBorder.Simple).AddColumns("block", "layer");
        foreach (var name in (string[])["at W0", "before the step", "after the step"])
            table.AddColumn(new TableColumn(name) { Alignment = Justify.Right });
        foreach (var curve in curves)
        {
            curve.Plot().Save(Path.Combine(folder, $"inner-loss-{(curve.Block + 1).ToString(CultureInfo.InvariantCulture)}.svg"));
            table.AddRow(Cells.Row($"{curve.Block + 1}", $"{curve.Layer}", $"{Mean(curve.Initial):0.0000}", $"{Mean(curve.Before):0.0000}", $"{Mean(curve.After):0.0000}"));
        }
        terminal.Line($"inner loss, mean of {Count.Of(rows, "sequence")} of {length} tokens");
        terminal.Show(table);
        terminal.Line($"by position: {Path.Combine(folder, File)}, and a plot for each block");
        return ExitCode.Success;
    }

    static double Mean(double[] values) => values.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
}
