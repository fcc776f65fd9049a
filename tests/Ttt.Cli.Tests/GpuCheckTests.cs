using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ttt.Cuda;
using Ttt.Layers.Tests.Cuda;

namespace Ttt.Cli.Tests;

/// <summary>The whole check on a device of plain C++.</summary>
public sealed class GpuCheckTests : IDisposable
{
    static readonly string[] Small = ["--layer", "linear", "--random", "1", "--tokens", "32,70", "--batch", "1", "--heads", "3", "--head-dim", "16", "--decode-batch", "3", "--windows", "2"];

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [GpuFact]
    public void A_device_that_computes_right_passes()
    {
        var machine = new HostMachine(1 << 16, backwards: false);
        var file = folder.File("result.json");
        var reference = folder.Write("reference.json", """
            { "schema": "ttt-gpu-reference/1", "device": "none", "results": [
              { "layer": "linear", "pass": "forward", "mode": "eager", "batch": 1, "heads": 3, "head_dim": 16, "tokens": 32, "best_ns_per_token_and_head": 1e12 } ] }
            """);
        var run = On(machine, [.. Small, "--json", file, "--against", reference]);
        Assert.True(run.Code == 0, run.Error + run.Out);
        Assert.Equal(0, machine.Owned);
        Assert.Matches(@"plain C\+\+: sm_0, 1 multiprocessor at 1000 MHz", run.Out);
        Assert.Matches(@"ok +linear +B 2 H 2 f 16 K 16 T 51 +\d\.\de-\d\d +\d\.\de-\d\d +\d\.\de-\d\d +\d\.\de-\d\d", run.Out);
        Assert.Matches(@"ok +authors +inner_linear_d64_k16_t40 +\d\.\de-\d\d", run.Out);
        Assert.Matches(@"(\d+) of \1 comparisons hold", run.Out);
        Assert.Matches(@"copy +[\d.]+ GB/s best", run.Out);
        foreach (var line in (string[])["forward +1 +3 +16 +16 +32", "forward +1 +3 +16 +16 +64", "backward +1 +3 +16 +16 +64", "training +1 +3 +16 +16 +64", "decode +3 +3 +16 +16 +16"])
            Assert.Matches($@"linear +{line} +[\d.]+ +[\d.]+ +\d+ % +\d+ +[\d.]+ +[\d.]+ % (memory|cores)", run.Out);
        Assert.Matches(@"holds +TTT-Linear forward, time of eager PyTorch to ours ≥ 10.0×: [\d.]+×", run.Out);

        using var json = JsonDocument.Parse(File.ReadAllText(file));
        var root = json.RootElement;
        Assert.Equal("ttt-gpu-check/1", root.GetProperty("schema").GetString());
        Assert.True(root.GetProperty("passed").GetBoolean() && root.GetProperty("complete").GetBoolean());
        Assert.All(root.GetProperty("checks").EnumerateArray(), check => Assert.True(check.GetProperty("passed").GetBoolean()));
        Assert.Equal(7, root.GetProperty("results").GetArrayLength());
        Assert.All(root.GetProperty("results").EnumerateArray(), result => Assert.True(result.GetProperty("best_ns_per_token_and_head").GetDouble() > 0));
        Assert.Equal(5, root.GetProperty("bars").GetArrayLength());
        // what has to be moved: q, k, v, the rate, the output; weights before and after; norm and factors
        var forward = root.GetProperty("results")[0];
        var seconds = forward.GetProperty("best_ns_per_token_and_head").GetDouble() * 1e-9 * 32 * 3;
        var bytes = forward.GetProperty("gb_per_s").GetDouble() * 1e9 * seconds;
        Assert.InRange(bytes, 4 * 3 * (32 * (4 * 16 + 1) + 2 * (16 * 16 + 16)), 1.1 * 4 * 3 * (32 * (4 * 16 + 1) + 2 * (16 * 16 + 16)));
    }

    [GpuFact]
    public void A_device_that_computes_wrong_fails()
    {
        var run = On(new Disturbed(call => { }, (device, memory) => device.Upload(memory.Start, memory.Start + 4, 4)), ["--what", "check", .. Small]);
        Assert.Equal(1, run.Code);
        Assert.Matches(@"FAIL +linear +B 2 H 2 f 16 K 16 T 51", run.Out);
        Assert.Contains("does not hold", run.Error);
    }

    [GpuFact]
    public void A_device_that_refuses_fails_although_tensor_operations_give_the_right_numbers()
    {
        var run = On(new Disturbed(_ => throw new DeviceException("This device is broken."), (_, _) => { }), ["--what", "check", .. Small]);
        Assert.Equal(1, run.Code);
        Assert.Contains("tensor operations ran instead: This device", Regex.Replace(run.Out, @"\s+", " "));
    }

    [GpuFact]
    public void What_does_not_fit_the_memory_is_told_and_the_rest_is_measured()
    {
        var run = On(new HostMachine(1 << 16, backwards: false), ["--what", "bench", "--layer", "linear", "--tokens", "16,500000", "--batch", "1", "--heads", "1", "--head-dim", "16", "--decode-batch", "1", "--windows", "1"]);
        Assert.True(run.Code == 0, run.Error + run.Out);
        Assert.Contains("out of memory", run.Out);
        Assert.Matches(@"linear +forward +1 +1 +16 +16 +16 +[\d.]+", run.Out);
    }

    [Fact]
    public void Without_a_device_one_sentence_says_what_is_missing()
        => On(null, ["--what", "check", .. Small]).IsRefused("gpu-check cannot run here: There is no CUDA driver");

    [Theory]
    [InlineData("--layer linaer", "there is no layer 'linaer' with kernels", "did you mean 'linear'")]
    [InlineData("--arch sm_90", "--arch says what --compile-only compiles for")]
    [InlineData("--compile-only --arch sm_70", "--arch must be sm_80", "not 'sm_70'")]
    [InlineData("--what nothing", "--what must be check, bench or all, not 'nothing'")]
    [InlineData("--windows 0", "--windows must be at least 1, not 0")]
    [InlineData("--tokens 0", "--tokens must be at least 1, not 0")]
    [InlineData("--against no-such.json", "no-such.json")]
    public void Wrong_options_are_refused(string line, params string[] words) => Run.Of(["gpu-check", .. line.Split(' ')]).IsRefused(words);

    [Fact]
    public void A_reference_of_another_kind_is_refused()
        => Run.Of("gpu-check", "--against", folder.Write("other.json", """{ "schema": "ttt-bench/1" }""")).IsRefused("the schema must be 'ttt-gpu-reference/1', not 'ttt-bench/1'");

    static Run On(ComputeDevice? device, string[] arguments)
    {
        using StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        var terminal = new Terminal(output, error, false, CancellationToken.None);
        var code = 0;
        try
        {
            var root = new RootCommand { GpuCheckCommand.Create(terminal, () => device ?? throw new DeviceException("There is no CUDA driver: it is not installed.")) };
            code = root.Parse(["gpu-check", .. arguments]).Invoke(new() { EnableDefaultExceptionHandler = false, Output = output, Error = error });
        }
        catch (TttException fault)
        {
            code = Faults.Report(fault, terminal);
        }
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>Plain C++ that something is done to before and after a launch.</summary>
    sealed class Disturbed(Action<DeviceCall> before, Action<ComputeDevice, DeviceMemory> after) : ComputeDevice
    {
        readonly HostMachine machine = new(1 << 16, backwards: false);

        internal override DeviceFacts Facts => machine.Facts;

        internal override int SharedFloats => machine.SharedFloats;

        internal override int Warps => machine.Warps;

        internal override bool UsesImages => false;

        internal override nint Allocate(long bytes) => machine.Allocate(bytes);

        internal override void Free(nint memory) => machine.Free(memory);

        internal override void Upload(nint to, nint host, long bytes) => machine.Upload(to, host, bytes);

        internal override void Download(nint host, nint from, long bytes) => machine.Download(host, from, bytes);

        internal override void Copy(nint to, nint from, long bytes) => machine.Copy(to, from, bytes);

        internal override double Time(Action work) => machine.Time(work);

        internal override void Launch(DeviceCode code, DeviceCall call, int blocks)
        {
            before(call);
            machine.Launch(code, call, blocks);
            after(this, call.Memory.Where(memory => memory.Start != 0).MaxBy(memory => memory.Floats));
        }
    }
}

/// <summary>A fact that needs kernels as plain C++.</summary>
sealed class GpuFactAttribute : FactAttribute
{
    public GpuFactAttribute() => Skip = HostMachine.Obstacle;
}
