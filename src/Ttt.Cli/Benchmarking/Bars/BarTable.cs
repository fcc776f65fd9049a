using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Ttt.Kernels;

namespace Ttt.Cli;

/// <summary>The table of bars in Markdown.</summary>
static class BarTable
{
    public static string Markdown(BenchResult result, IReadOnlyList<BarRow> rows)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors, vectors of {(int)Machine.Width} floats, {RuntimeInformation.FrameworkDescription}. ");
        foreach (var peak in result.Peaks.Values.Where(p => p.Windows.Count > 0))
            text.Append(CultureInfo.InvariantCulture, $"Multiply-add peak with {Count.Of(peak.Threads, "thread")}: {peak.BestRate / 1e9:0} GFLOP/s (median {peak.MedianRate / 1e9:0}). ");
        foreach (var memory in result.Memory)
            text.Append(CultureInfo.InvariantCulture, $"Memory with {Count.Of(memory.Threads, "thread")}: {memory.Read / 1e9:0.0} GB/s read, {memory.Copy / 1e9:0.0} copied. ");
        text.Append("\n\n| work | bar | best | median | holds | ns per token and head, best (median) | spread | of peak, operations as counted |\n|---|---|---|---|---|---|---|---|\n");
        foreach (var row in rows)
            text.Append(CultureInfo.InvariantCulture, $"| {row.Work} | {row.Bar} | {row.Shown} | {row.ShownMedian} | {(row.Holds ? "yes" : "no")} | {Join(row, w => $"{w.BestNanoseconds:N0} ({w.MedianNanoseconds:N0})")} | {Join(row, w => $"{w.Windows.Spread:0 %}")} | {Join(row, w => $"{result.Share(w):0.0 %}")} |\n");
        return text.ToString();
    }

    static string Join(BarRow row, Func<BenchWork, FormattableString> text) => string.Join(", ", row.Of.Select(w => FormattableString.Invariant(text(w))));
}
