using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ttt.Cli.Tests;

public sealed class BenchTests : IDisposable
{
    static readonly string[] Tiny = ["--head-dim", "8", "--heads", "2", "--windows", "2", "--memory", "1"];

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--layer linaer", "there is no layer 'linaer'", "did you mean 'linear'")]
    [InlineData("--layer attention", "layer 'attention' has no inner loop; measure it with --what layer or --what model")]
    [InlineData("--layer linear,", "--layer has an empty entry")]
    [InlineData("--what scan,modle", "--what must be scan, layer or model, not 'modle'", "did you mean 'model'")]
    [InlineData("--pass backward", "--pass must be forward, training or decode, not 'backward'")]
    [InlineData("--tokens 512,0", "--tokens takes whole numbers from 1 to 1048576", "not '0'")]
    [InlineData("--tokens 2k", "not '2k'")]
    [InlineData("--threads 0", "--threads takes whole numbers from 1")]
    [InlineData("--kernels sidm", "--kernels must be auto, tensor or simd, not 'sidm'", "did you mean 'simd'")]
    [InlineData("--form decode", "--form must be dual or primal, not 'decode'")]
    [InlineData("--windows 0", "--windows must be at least 1, not 0")]
    [InlineData("--heads 0", "--heads must be at least 1, not 0")]
    [InlineData("--layer linear --hidden 32", "has no dimension Hidden")]
    [InlineData("--suite bar", "--suite must be bars, not 'bar'", "did you mean 'bars'")]
    [InlineData("--suite bars --tokens 64", "--suite bars has its own cases; leave --tokens away")]
    [InlineData("--markdown table.md", "--markdown writes the table of --suite bars")]
    [InlineData("--plot no/such/folder/x.svg", "--plot no/such/folder/x.svg: there is no folder")]
    [InlineData("--layer video --pass decode", "nothing to measure", "cannot decode")]
    public void Wrong_options_are_refused(string line, params string[] words)
    {
        var run = Run.Of(["bench", .. line.Split(' ')]);
        (run with { Error = Faults(run) }).IsRefused(words);
    }

    [Fact]
    public void Mini_batches_of_several_sizes_are_told_apart()
    {
        var file = folder.File("sizes.svg");
        var run = Run.Of(["bench", "--tokens", "16,32", "--pass", "forward", "--mini-batch", "4,16", "--plot", file, .. Tiny]);
        Assert.Equal((0, ""), (run.Code, Faults(run)));
        Assert.Equal(["4", "16", "4", "16"], Regex.Matches(run.Out, @"linear +scan +forward +auto +dual +1 +\d+ +(\d+) ").Select(match => match.Groups[1].Value));
        Assert.Contains("linear forward, K = 4", File.ReadAllText(file));
        Run.Of(["bench", "--mini-batch", "4,x"]).IsRefused("--mini-batch takes whole numbers from 1", "not 'x'");
    }

    [Fact]
    public void A_tiny_run_has_a_line_for_every_case()
    {
        var run = Run.Of(["bench", "--tokens", "16,32", .. Tiny]);
        Assert.Equal((0, ""), (run.Code, Faults(run)));
        Assert.Matches(@"multiply-add peak, 1 thread +[\d.]+ GFLOP/s best", run.Out);
        Assert.Matches(@"memory, +1 thread +[\d.]+ GB/s read", run.Out);
        foreach (var line in (string[])["forward +auto +dual +1 +16", "forward +auto +dual +1 +32", "training +auto +dual +1 +16", "training +auto +dual +1 +32", "decode +auto +dual +1 +-"])
            Assert.Matches($@"linear +scan +{line} +[\d,]+ +[\d,]+ +\d+ % +[\d,]+ +[\d.]+ +[\d.]+ %", run.Out);
    }

    [Fact]
    public void Json_has_the_documented_names()
    {
        var file = folder.File("bench.json");
        var run = Run.Of(["bench", "--layer", "mlp", "--tokens", "32", "--pass", "forward,decode", "--kernels", "auto,tensor", "--hidden", "16", "--json", file, .. Tiny]);
        Assert.Equal((0, ""), (run.Code, Faults(run)));
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        var root = json.RootElement;
        Assert.Equal("ttt-bench/1", root.GetProperty("schema").GetString());
        Assert.True(root.GetProperty("complete").GetBoolean());
        Assert.True(root.GetProperty("peak")[0].GetProperty("best_gflops").GetDouble() > 0);
        Assert.True(root.GetProperty("memory")[0].GetProperty("read_gb_per_s").GetDouble() > 0);
        var results = root.GetProperty("results").EnumerateArray().ToArray();
        Assert.Equal(["forward auto", "forward tensor", "decode auto", "decode tensor"], results.Select(r => $"{r.GetProperty("pass")} {r.GetProperty("kernels")}"));
        Assert.All(results, r =>
        {
            Assert.Equal(2, r.GetProperty("windows").GetInt32());
            Assert.Equal((8, 2, 1, 16, 16), (Int(r, "head_dim"), Int(r, "heads"), Int(r, "batch"), Int(r, "mini_batch"), Int(r, "hidden")));
            Assert.InRange(r.GetProperty("best_ns_per_token_and_head").GetDouble(), 1, r.GetProperty("median_ns_per_token_and_head").GetDouble());
        });
        // 14 f·4f with the hidden layer at 2f here, 3.0625 b (f + 2f), the updates of both biases
        Assert.Equal(14 * 8 * 16 + (2 * 16 + 17) * 24 + 2 * 24, results[0].GetProperty("operations_per_token_and_head").GetDouble());
        Assert.Equal(1, results[2].GetProperty("time_to_first").GetDouble());
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "performance.md"));
        foreach (var name in root.EnumerateObject().Concat(results[0].EnumerateObject()).Select(p => p.Name))
            Assert.Contains($"`{name}`", page);
    }

    static int Int(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    [Fact]
    public void The_picture_has_a_curve_for_every_pass()
    {
        var file = folder.File("bench.svg");
        var run = Run.Of(["bench", "--tokens", "16,64", "--plot", file, .. Tiny]);
        Assert.Equal((0, ""), (run.Code, Faults(run)));
        var picture = File.ReadAllText(file);
        Assert.StartsWith("<svg", picture);
        Assert.Equal(3, Regex.Count(picture, "stroke-linejoin"));
        Assert.All((string[])["linear forward", "linear training", "linear decode"], name => Assert.Contains(name, picture));
    }

    [Theory]
    [InlineData("layer")]
    [InlineData("model")]
    public void Whole_layers_and_models_are_measured_too(string what)
    {
        var run = Run.Of(["bench", "--what", what, "--tokens", "16", "--blocks", "1", .. Tiny]);
        Assert.Equal((0, ""), (run.Code, Faults(run)));
        Assert.All((string[])["forward", "training", "decode"], pass => Assert.Matches($@"linear +{what} +{pass} ", run.Out));
    }

    [Theory]
    [InlineData("layer")]
    [InlineData("model")]
    public void Attention_and_mamba_stand_beside_the_layers(string what)
    {
        var file = folder.File("bench.svg");
        var run = Run.Of(["bench", "--what", what, "--layer", "linear,attention,mamba", "--pass", "forward,decode", "--tokens", "16,32", "--blocks", "1", "--plot", file, .. Tiny]);
        Assert.Equal((0, ""), (run.Code, Faults(run)));
        // that a token takes as long wherever it stands is to be seen, not to be taken for granted
        foreach (var line in (string[])["linear +{0} +decode +auto +dual +1 +16", "linear +{0} +decode +auto +dual +1 +32", "attention +{0} +forward +auto +dual +1 +32", "attention +{0} +decode +auto +dual +1 +32", "mamba +{0} +decode +auto +dual +1 +32"])
            Assert.Matches(string.Format(System.Globalization.CultureInfo.InvariantCulture, line, what), run.Out);
        Assert.Equal(6, Regex.Count(File.ReadAllText(file), "stroke-linejoin"));
        var windowed = Run.Of(["bench", "--what", what, "--layer", "attention", "--sliding-window", "8", "--pass", "decode", "--tokens", "16,32", "--blocks", "1", .. Tiny]);
        Assert.Matches($"attention +{what} +decode +auto +dual +1 +32", windowed.Out);
    }

    [Fact]
    public void Every_layer_of_the_library_can_be_measured()
    {
        foreach (var entry in new Layers.LayerCatalogue().Layers)
            foreach (var pass in Enum.GetValues<Pass>().Where(p => p != Pass.Decode || entry.Declaration.IsCausal))
            {
                using var work = WorkFactory.Create(new(entry.Name, Extent.Scan, pass, 20, new(HeadDim: 8, Heads: 2, MiniBatch: 4), default, default, 1), new());
                work.Run();
                Assert.True(work.Operations >= 0 && work.TokenHeads >= 40, $"{entry.Name} {pass}");
            }
    }

    [Fact]
    public void An_interrupted_run_says_so()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var file = folder.File("bench.json");
        var run = Run.Of(stop.Token, false, ["bench", "--tokens", "16", "--json", file, .. Tiny]);
        Assert.Equal(130, run.Code);
        Assert.Contains("interrupted", run.Error);
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        Assert.False(json.RootElement.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public void Bars_are_compared_with_their_limits()
    {
        var one = new BenchCase("linear", Extent.Scan, Pass.Forward, 32, new(), default, default, 1);
        var (fast, slow) = (Measured(one, 0.002, 0.004), Measured(one with { Form = Layers.ScanForm.Primal }, 0.012, 0.016));
        var peak = new FmaPeak(1);
        peak.Window();
        var result = new BenchResult([fast, slow], new Dictionary<int, FmaPeak> { [1] = peak }, [], true);
        var row = Bar.Times("dual", 5, true, fast.Case, slow.Case).Row(result)!;
        Assert.Equal((6, 14.0 / 3, true), (Math.Round(row.Value, 9), Math.Round(row.Median, 12) == Math.Round(14.0 / 3, 12) ? 14.0 / 3 : row.Median, row.Holds));
        Assert.False(Bar.Times("dual", 7, true, fast.Case, slow.Case).Row(result)!.Holds);
        Assert.Null(Bar.Time("other", 1, one with { Tokens = 64 }).Row(result));
        var share = Bar.Share("share", 0, fast.Case, operations: 10).Row(result)!;
        Assert.Equal(10 * 32 * 4 / 0.002 / peak.BestRate, share.Value, 1e-9);
        var table = BarTable.Markdown(result, [row]);
        Assert.Contains("| dual | ≥ 5.0× | 6.00× | 4.67× | yes |", table);
    }

    static BenchWork Measured(BenchCase item, params double[] seconds)
    {
        var work = new BenchWork(item, () => { }, item.Tokens, 1000, 16, () => { });
        foreach (var time in seconds) work.Windows.Add(time);
        return work;
    }

    [Fact]
    public void Every_bar_is_of_cases_that_exist()
    {
        var catalogue = new Layers.LayerCatalogue();
        Assert.True(BarSuite.Bars.Count >= 15);
        Assert.All(BarSuite.Bars.SelectMany(b => b.Of), item => Assert.Equal(item.Layer, WorkFactory.Find(item.Layer, catalogue).Name));
    }

    // a debug build and slow machines say something on the way
    static string Faults(Run run) => string.Concat(run.Error.Split('\n').Where(l => l.Length > 0 && !l.Contains("debug build") && !l.StartsWith("window ", StringComparison.Ordinal)).Select(l => l + "\n"));
}
