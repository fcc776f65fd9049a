using Spectre.Console;

namespace Ttt.Cli;

/// <summary>The results on the terminal.</summary>
static class BenchTable
{
    public static void Write(Terminal terminal, BenchResult result)
    {
        foreach (var peak in result.Peaks.Values.Where(p => p.Windows.Count > 0))
            terminal.Line($"multiply-add peak, {Threads(peak.Threads),-10} {peak.BestRate / 1e9,8:0.0} GFLOP/s best, {peak.MedianRate / 1e9:0.0} median");
        foreach (var memory in result.Memory)
            terminal.Line($"memory,            {Threads(memory.Threads),-10} {memory.Read / 1e9,8:0.0} GB/s read, {memory.Copy / 1e9:0.0} copied");
        var shown = result.Measured.ToArray();
        if (shown.Length == 0) return;
        var shape = shown[0].Case.Shape;
        terminal.Line($"B = {string.Join(" or ", shown.Select(w => w.Case.Shape.Batch).Distinct())}, H = {shape.Heads}, f = {shape.HeadDim}; {Count.Of(shown.Min(w => w.Windows.Count), "window")} of each case in turn; times and rates are the best of them");
        terminal.Line();
        terminal.Show(Table(result, shown));
    }

    static string Threads(int count) => Count.Of(count, "thread");

    static Table Table(BenchResult result, BenchWork[] shown)
    {
        var means = shown.Any(w => shown.Any(o => o != w && o.Case.SameWork(w.Case)));
        var sizes = shown.Select(w => w.Case.Shape.MiniBatch).Distinct().Count() > 1;
        var precisions = shown.Any(w => w.Case.Precision != Precision.Fp32);
        var table = new Table().Border(TableBorder.Simple).AddColumns("layer", "what", "pass", "kernels", "form");
        if (precisions) table.AddColumn("dtype");
        foreach (var name in (string[])["threads", "T", .. sizes ? ["K"] : Array.Empty<string>(), "ns/token/head", "median", "spread", "tokens/s", "GFLOP/s", "of peak", .. means ? ["time to first"] : Array.Empty<string>()])
            table.AddColumn(new TableColumn(name) { Alignment = Justify.Right });
        foreach (var work in shown)
        {
            var item = work.Case;
            FormattableString[] precision = precisions ? [$"{Precisions.Name(item.Precision)}"] : [];
            FormattableString[] size = sizes ? [$"{work.MiniBatch}"] : [];
            FormattableString[] cells =
            [
                $"{item.Layer}", $"{item.Extent.ToString().ToLowerInvariant()}", $"{item.Pass.ToString().ToLowerInvariant()}",
                $"{item.Kernels.ToString().ToLowerInvariant()}", $"{item.Form.ToString().ToLowerInvariant()}", .. precision, $"{item.Threads}",
                $"{(item is { Pass: Pass.Decode, Tokens: 1 } ? "-" : FormattableString.Invariant($"{item.Tokens}"))}", .. size, $"{work.BestNanoseconds:N0}", $"{work.MedianNanoseconds:N0}", $"{work.Windows.Spread:0 %}",
                $"{work.TokensPerSecond:N0}", $"{(work.Rate is { } rate && rate > 0 ? FormattableString.Invariant($"{rate / 1e9:0.0}") : "-")}",
                $"{(result.Share(work) is { } share ? FormattableString.Invariant($"{share:0.0 %}") : "-")}",
            ];
            table.AddRow(Cells.Row(means ? [.. cells, $"{result.Ratio(work):0.00}"] : cells));
        }
        return table;
    }
}
