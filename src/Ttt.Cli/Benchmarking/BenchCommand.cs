using System.CommandLine;
using System.Diagnostics;
using System.Reflection;
using TorchSharp;
using Ttt.Layers;

namespace Ttt.Cli;

/// <summary><c>ttt bench</c>.</summary>
sealed class BenchCommand(Terminal terminal)
{
    const int Seed = 1;

    readonly BenchOptions cases = new();
    readonly Option<int?> windows = Values.Integer("--windows", "windows of every case, which run in turn [default: 20]");
    readonly Option<int?> memory = Values.Integer("--memory", "MiB of the buffers that memory bandwidth is measured on, 0: not at all [default: 256]", "MIB");
    readonly Option<string?> suite = Values.Text("--suite", "a fixed set of cases instead of the options above: bars, those of docs/performance.md", "bars");
    readonly Option<string?> plot = Values.Text("--plot", "writes time per token against T as a picture", "FILE.svg");
    readonly Option<string?> json = Values.Text("--json", "writes all results", "FILE.json");
    readonly Option<string?> markdown = Values.Text("--markdown", "writes the table of bars, with --suite bars", "FILE.md");
    readonly LayerLibraries libraries = new();

    public static Command Create(Terminal terminal) => new BenchCommand(terminal).Build();

    Command Build()
    {
        var command = new Command("bench",
            "Measures the machine's multiply-add peak and memory bandwidth, then layers: prefill, training and decoding, against the number of tokens. "
            + "Cases run in turn, window after window, the peak between them; best and median are shown.");
        foreach (var option in cases.All) command.Options.Add(option);
        foreach (var option in (Option[])[windows, memory, suite, plot, json, markdown]) command.Options.Add(option);
        libraries.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        var bars = parsed.GetValue(suite) is { } name && (name == "bars" ? true : throw new TttException($"--suite must be bars, not '{name}'{Suggestion.For(name, ["bars"])}"));
        if (bars && cases.Given(parsed) is { } given) throw new TttException($"--suite bars has its own cases; leave {given.Name} away");
        if (!bars && parsed.GetValue(markdown) is not null) throw new TttException("--markdown writes the table of --suite bars; give that too");
        var count = Least(parsed, windows, 20, 1);
        var megabytes = Math.Min(Least(parsed, memory, 256, 0), 1024);
        OutputFiles.Check(parsed, [plot, json, markdown], []);
        var catalogue = LayerLibraries.Catalogue(libraries.Paths(parsed));
        IReadOnlyList<BenchCase> wanted = bars ? [.. BarSuite.Bars.SelectMany(b => b.Of).Distinct()] : cases.Cases(parsed, catalogue);
        if (wanted.Count == 0) throw new TttException("there is nothing to measure: a layer that reads later tokens cannot decode");
        if (Unoptimised) terminal.Error.WriteLine("ttt: this is a debug build: its times say nothing; build with -c Release");
        var result = Measure(wanted, catalogue, count, megabytes << 20);
        try
        {
            return Report(parsed, result, bars ? [.. BarSuite.Bars.Select(b => b.Row(result)).OfType<BarRow>()] : null);
        }
        finally
        {
            foreach (var work in result.Works) work.Dispose();
        }
    }

    static bool Unoptimised => typeof(FmaPeak).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true };

    static int Least(ParseResult parsed, Option<int?> option, int otherwise, int least)
        => (parsed.GetValue(option) ?? otherwise) is var value && value >= least ? value : throw new TttException($"{option.Name} must be at least {least}, not {value}");

    BenchResult Measure(IReadOnlyList<BenchCase> wanted, LayerCatalogue catalogue, int count, int bytes)
    {
        torch.manual_seed(Seed);
        var works = new List<BenchWork>();
        foreach (var item in wanted)
        {
            if (terminal.Interrupted.IsCancellationRequested) break;
            works.Add(WorkFactory.Create(item, catalogue));
        }
        var runner = new Interleaved(terminal, works);
        var complete = runner.Run(count);
        MemoryBandwidth[] bandwidth = complete && bytes > 0 ? [.. new[] { 1, Environment.ProcessorCount }.Distinct().Select(n => MemoryBandwidth.Measure(n, bytes))] : [];
        return new(works, runner.Peaks, bandwidth, complete && works.Count == wanted.Count);
    }

    int Report(ParseResult parsed, BenchResult result, IReadOnlyList<BarRow>? bars)
    {
        BenchTable.Write(terminal, result);
        if (bars is { Count: > 0 })
        {
            var table = BarTable.Markdown(result, bars);
            terminal.Line(table);
            if (parsed.GetValue(markdown) is { } file) AtomicFile.WriteText(file, table);
        }
        if (parsed.GetValue(plot) is { } picture && result.Measured.Any()) BenchPlot.Of(result).Save(picture);
        if (parsed.GetValue(json) is { } data) BenchJson.Save(data, result, bars);
        if (result.Complete) return ExitCode.Success;
        terminal.Error.WriteLine("ttt: interrupted; this is what was measured until then");
        return ExitCode.Interrupted;
    }
}
