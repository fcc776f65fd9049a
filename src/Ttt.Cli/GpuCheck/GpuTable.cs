using Spectre.Console;
using Ttt.Cuda;

namespace Ttt.Cli;

/// <summary>The results on the terminal.</summary>
static class GpuTable
{
    public static void Device(Terminal terminal, DeviceFacts facts)
    {
        terminal.Line($"{facts.Name}: sm_{facts.Architecture}, {Count.Of(facts.Processors, "multiprocessor")} at {facts.ClockMegahertz} MHz, {facts.SharedBytes / 1024.0:0} KiB shared memory a block, {facts.CacheBytes / 1048576.0:0} MiB cache");
        terminal.Line($"memory {facts.MemoryBytes / 1073741824.0:0.0} GiB at {facts.MemoryMegahertz} MHz, {facts.FreeBytes / 1073741824.0:0.0} free; CUDA {facts.Driver}, NVRTC {facts.Compiler}");
    }

    public static void Builds(Terminal terminal, IReadOnlyList<KernelBuild> builds, int architecture)
    {
        var table = Plain("", "layer", "kernel").AddColumns(Right("seconds"), Right("KiB"), new("fault"));
        foreach (var build in builds) table.AddRow(Cells.Row($"{Verdict(build.Fault is null)}", $"{build.Name}", $"{build.Kernel}", $"{build.Seconds:0.00}", $"{build.Bytes / 1024.0:0.0}", $"{build.Fault}"));
        terminal.Show(table);
        terminal.Line($"sm_{architecture}: {builds.Count(build => build.Fault is null)} of {Count.Of(builds.Count, "kernel")} compiled, {builds.Sum(build => build.Seconds):0.0} s, {builds.Sum(build => build.Bytes) / 1048576.0:0.0} MiB");
    }

    public static void Checks(Terminal terminal, IReadOnlyList<CheckResult> checks)
    {
        var table = Plain("", "layer", "size").AddColumns(Right("output"), Right("state"), Right("gradient"), Right("decode"), Right("of tolerance"), new("worst"));
        foreach (var check in checks)
        {
            var worst = CheckError.Worst(check.Errors);
            table.AddRow(Cells.Row($"{Verdict(check.Passed)}", $"{check.Name}", $"{check.Size}", $"{Show(check.Output)}", $"{Show(check.State)}", $"{Show(check.Gradient)}", $"{Show(check.Decode)}",
                $"{worst?.Error / worst?.Tolerance:0 %}", $"{check.Fault ?? worst?.What}"));
        }
        terminal.Show(table);
        terminal.Line($"{checks.Count(check => check.Passed)} of {Count.Of(checks.Count, "comparison")} hold");
    }

    public static void Times(Terminal terminal, GpuResult result)
    {
        if (result.RatesFault is { } fault) terminal.Line($"what the device can do could not be measured: {fault}");
        if (result.Rates is { } rates) Rates(terminal, rates);
        if (result.Measured.Count == 0) return;
        terminal.Line($"products of kernels in {Precisions.Name(result.Measured[0].Case.Precision)}{(result.Measured[0].Case.Precision == Precision.Fp32 ? ": three in tf32 for one" : "")}");
        string[] modes = [.. result.Reference?.Modes ?? []];
        var table = Plain("layer", "pass");
        foreach (var name in (string[])["B", "H", "f", "K", "T", "ns/token/head", "median", "spread", "GFLOP/s", "GB/s", "of roofline", .. modes]) table.AddColumn(Right(name));
        foreach (var one in result.Measured) table.AddRow(Cells.Row([.. Sizes(one), .. one.Windows is null ? Fault(one) : Row(one, result.Rates), .. modes.Select(mode => Times(result.Reference!.Ratio(mode, one)))]));
        terminal.Show(table);
        foreach (var bar in result.Bars) terminal.Line($"{bar.Verdict,-8}  {bar.Text}: {bar.Shown}");
        if (result.Reference?.Without(result.Measured) is { Count: > 0 } others) terminal.Line($"{Count.Of(others.Count, "time")} of the reference {(others.Count == 1 ? "is of a case" : "are of cases")} not measured here: {string.Join("; ", others.Take(3))}{(others.Count > 3 ? "; ..." : "")}");
    }

    static void Rates(Terminal terminal, DeviceRates rates)
    {
        terminal.Line($"copy         {rates.Copy / 1e9,9:0.0} GB/s best, {rates.MedianCopy / 1e9:0.0} median, read and written counted");
        terminal.Line($"tensor cores {rates.Tf32 / 1e12,9:0.00} TFLOP/s in tf32, {rates.MedianTf32 / 1e12:0.00} median; {rates.Bf16 / 1e12:0.00} in bf16, {rates.MedianBf16 / 1e12:0.00} median (mma.sync)");
        terminal.Line();
    }

    static FormattableString[] Sizes(GpuMeasurement one) =>
    [
        $"{one.Case.Layer}", $"{one.Case.Pass.ToString().ToLowerInvariant()}", $"{one.Case.Shape.Batch}", $"{one.Case.Shape.Heads}", $"{one.Case.Shape.HeadDim}", $"{one.Case.MiniBatch}", $"{one.Case.Tokens}",
    ];

    static FormattableString[] Row(GpuMeasurement one, DeviceRates? rates) =>
    [
        $"{one.Best:0.000}", $"{one.Median:0.000}", $"{one.Windows!.Spread:0 %}", $"{one.Operations / one.Windows.Best / 1e9:0}", $"{one.Bytes / one.Windows.Best / 1e9:0.0}",
        rates is null ? (FormattableString)$"-" : $"{one.Share(rates):0.0 %} {(one.IsBoundByMemory(rates) ? "memory" : "cores")}",
    ];

    static FormattableString[] Fault(GpuMeasurement one) => [$"-", $"-", $"-", $"-", $"-", $"{one.Fault}"];

    static FormattableString Times(double? ratio) => ratio is null ? (FormattableString)$"-" : $"{ratio:0.0×}";

    static string Show(CheckError? error) => error is null ? "-" : FormattableString.Invariant($"{error.Error:0.0e+00}");

    static string Verdict(bool holds) => holds ? "ok" : "FAIL";

    static Table Plain(params string[] columns) => new Table().Border(TableBorder.Simple).AddColumns(columns);

    static TableColumn Right(string name) => new(name) { Alignment = Justify.Right };
}
