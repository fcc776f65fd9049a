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
            { "schema": "ttt-gpu-reference/1", "device": "plain C++", "results": [
              { "layer": "linear", "pass": "forward", "mode": "eager", "dtype": "fp32", "batch": 1, "heads": 3, "head_dim": 16, "mini_batch": 16, "tokens": 32, "best_ns_per_token_and_head": 1e12 },
              { "layer": "linear", "pass": "forward", "mode": "eager", "dtype": "bf16", "batch": 1, "heads": 3, "head_dim": 16, "mini_batch": 16, "tokens": 64, "best_ns_per_token_and_head": 1 },
              { "layer": "linear", "pass": "training", "mode": "eager", "dtype": "fp32", "batch": 1, "heads": 3, "head_dim": 16, "mini_batch": 64, "tokens": 64, "best_ns_per_token_and_head": 1 } ] }
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
        Assert.Contains("2 times of the reference are of cases not measured here: eager linear forward bf16 B 1 H 3 f 16 K 16 T 64; eager linear training fp32 B 1 H 3 f 16 K 64 T 64\n", run.Out);

        using var json = JsonDocument.Parse(File.ReadAllText(file));
        var root = json.RootElement;
        Assert.Equal("ttt-gpu-check/1", root.GetProperty("schema").GetString());
        Assert.True(root.GetProperty("passed").GetBoolean() && root.GetProperty("complete").GetBoolean());
        Assert.All(root.GetProperty("checks").EnumerateArray(), check => Assert.True(check.GetProperty("passed").GetBoolean()));
        Assert.Equal(7, root.GetProperty("results").GetArrayLength());
        Assert.All(root.GetProperty("results").EnumerateArray(), result => Assert.True(result.GetProperty("best_ns_per_token_and_head").GetDouble() > 0));
        Assert.Equal(5, root.GetProperty("bars").GetArrayLength());
        Roofline(root, root.GetProperty("rates").GetProperty("tf32_gflops").GetDouble() / 3);
        Assert.Equal("plain C++", root.GetProperty("reference").GetProperty("device").GetString());
        Assert.Equal(2, root.GetProperty("reference").GetProperty("without_case").GetArrayLength());
        // what has to be moved: q, k, v, the rate, the output; weights before and after; norm and factors
        var forward = root.GetProperty("results")[0];
        var seconds = forward.GetProperty("best_ns_per_token_and_head").GetDouble() * 1e-9 * 32 * 3;
        var bytes = forward.GetProperty("gb_per_s").GetDouble() * 1e9 * seconds;
        Assert.InRange(bytes, 4 * 3 * (32 * (4 * 16 + 1) + 2 * (16 * 16 + 16)), 1.1 * 4 * 3 * (32 * (4 * 16 + 1) + 2 * (16 * 16 + 16)));
    }

    [GpuFact]
    public void In_bf16_kernels_round_operands_and_times_are_of_such_kernels()
    {
        var file = folder.File("result.json");
        var run = On(new HostMachine(1 << 16, backwards: false), ["--dtype", "bf16", "--layer", "linear,mlp", "--tokens", "32", "--batch", "1", "--heads", "2", "--head-dim", "16", "--decode-batch", "1", "--windows", "1", "--json", file]);
        Assert.True(run.Code == 0, run.Error + run.Out);
        foreach (var layer in (string[])["linear", "mlp"]) Assert.Matches($@"ok +{layer} +B 2 H 2 f 16(/32)? K 16 T 51 bf16 ", run.Out);
        Assert.Contains("2 of 2 comparisons hold", run.Out);
        Assert.Contains("products of kernels in bf16", run.Out);
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        var root = json.RootElement;
        Assert.All(root.GetProperty("checks").EnumerateArray(), check => Assert.InRange(check.GetProperty("output").GetProperty("error").GetDouble(), 1e-4, 5e-2));
        Assert.All(root.GetProperty("results").EnumerateArray(), result => Assert.Equal("bf16", result.GetProperty("dtype").GetString()));
        Roofline(root, root.GetProperty("rates").GetProperty("bf16_gflops").GetDouble());
    }

    // what is computed at the rate of what the kernels are made of, what is moved at that of a copy
    static void Roofline(JsonElement root, double gflops)
    {
        var copy = root.GetProperty("rates").GetProperty("copy_gb_per_s").GetDouble();
        Assert.All(root.GetProperty("results").EnumerateArray(), result =>
        {
            double Of(string name) => result.GetProperty(name).GetDouble();
            var share = Math.Max(Of("gflops") / gflops, Of("gb_per_s") / copy);
            Assert.InRange(Of("share_of_roofline"), 0.999 * share, 1.001 * share);
        });
    }

    [GpuTheory]
    [InlineData("--random", "3")]
    [InlineData("--layer", "titans")]
    public void What_bf16_does_not_compare_is_refused(string option, string value)
    {
        var run = On(new HostMachine(1 << 16, backwards: false), ["--what", "check", "--dtype", "bf16", option, value]);
        Assert.NotEqual(0, run.Code);
        Assert.Contains(option == "--layer" ? "titans" : option, run.Error);
    }

    // the same numbers by chance for everybody: they must not fail a device for what float32 loses
    [GpuFact]
    public void With_the_default_seed_every_layer_passes_on_a_device_that_computes_right()
    {
        var machine = new HostMachine(1 << 16, backwards: false);
        foreach (var item in CheckCases.Of([], 0, 1).Where(item => item.Tokens == 51 || item.Layer is "titans" or "omega"))
        {
            var result = KernelCheck.Run(item, machine, 1);
            Assert.True(result.Passed, $"{result}: {string.Join("; ", result.Errors)}");
            Assert.All(result.Errors, error => Assert.True(error.Tolerance < 0.01, $"{result.Name} {result.Size} {error}: it would hide what is wrong"));
        }
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

    [GpuTheory]
    [InlineData("500000", "1", "1")]
    [InlineData("2147483647", "60000", "30000")]
    public void Where_no_length_fits_the_memory_nothing_has_passed(string tokens, string batch, string heads)
    {
        var run = On(new HostMachine(1 << 16, backwards: false), ["--what", "bench", "--layer", "linear", "--tokens", tokens, "--batch", batch, "--heads", heads, "--head-dim", "16", "--decode-batch", "1", "--windows", "1"]);
        Assert.Equal(1, run.Code);
        Assert.Contains("out of memory", run.Out);
    }

    [GpuFact]
    public void A_rate_that_is_no_number_is_told_and_nothing_else_is_lost()
    {
        var device = new Disturbed(_ => { }, Break);
        var file = folder.File("result.json");
        var run = On(device, [.. Small, "--json", file]);
        Assert.Equal(1, run.Code);
        Assert.Contains("what the device can do could not be measured: Tensor cores in tf32 give NaN where", run.Out);
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        var root = json.RootElement;
        Assert.False(root.GetProperty("passed").GetBoolean());
        Assert.StartsWith("Tensor cores", root.GetProperty("rates_fault").GetString());
        Assert.All(root.GetProperty("checks").EnumerateArray(), check => Assert.True(check.GetProperty("passed").GetBoolean()));
        Assert.Equal(7, root.GetProperty("results").GetArrayLength());
        Assert.All(root.GetProperty("results").EnumerateArray(), result => Assert.True(result.GetProperty("best_ns_per_token_and_head").GetDouble() > 0));

        static unsafe void Break(ComputeDevice device, DeviceMemory memory)
        {
            // two blocks of seven warps of 32 lanes: the sums of the tensor cores alone
            if (memory.Floats == 2 * 7 * 32) *(float*)memory.Start = float.NaN;
        }
    }

    [GpuFact]
    public void What_cannot_be_measured_is_a_row_with_its_fault()
    {
        var file = folder.File("result.json");
        var run = On(new Disturbed(_ => throw new DeviceException("This device is broken."), (_, _) => { }), ["--what", "bench", .. Small, "--json", file]);
        Assert.Equal(1, run.Code);
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        Assert.Equal(7, json.RootElement.GetProperty("results").GetArrayLength());
        Assert.All(json.RootElement.GetProperty("results").EnumerateArray(), result => Assert.Contains("This device is broken.", result.GetProperty("fault").GetString()));
        Assert.Equal("This device is broken.", json.RootElement.GetProperty("rates_fault").GetString());
    }

    [GpuFact]
    public void Lengths_are_whole_mini_batches_each_once_and_one_alone_tells_nothing_of_growth()
    {
        var run = On(new HostMachine(1 << 16, backwards: false), ["--what", "bench", "--layer", "linear", "--tokens", "1,16,17,31", "--batch", "1", "--heads", "1", "--head-dim", "16", "--decode-batch", "1", "--windows", "1"]);
        Assert.True(run.Code == 0, run.Error + run.Out);
        Assert.Single(Regex.Matches(run.Out, "linear +forward"));
        Assert.Matches("untold +TTT-Linear forward, time per token: longest to shortest ≤ 1.1×: only T 16 was measured", run.Out);
    }

    [GpuFact]
    public void Without_the_authors_numbers_that_is_told()
        => Assert.Contains("the authors' numbers are not compared: there is no folder", On(new HostMachine(1 << 16, backwards: false), ["--what", "check", .. Small], folder.File("nowhere")).Error);

    [GpuFact]
    public void Times_of_another_device_are_refused()
        => On(new HostMachine(1 << 16, backwards: false), [.. Small, "--against", folder.Write("other.json", """{ "schema": "ttt-gpu-reference/1", "device": "NVIDIA H100", "results": [] }""")])
            .IsRefused("--against: its times are of 'NVIDIA H100', and this device is 'plain C++'");

    [Fact]
    public void What_was_compiled_is_written_too()
    {
        using var json = JsonDocument.Parse(GpuJson.Text([new("linear", "Forward", 0.5, 4096, null), new("mlp", "Forward", 0.25, 0, "NVRTC refuses the kernel")], 90, "12.4"));
        var root = json.RootElement;
        Assert.Equal("ttt-gpu-compile/1", root.GetProperty("schema").GetString());
        Assert.False(root.GetProperty("passed").GetBoolean());
        Assert.Equal([4096, 0], root.GetProperty("kernels").EnumerateArray().Select(kernel => kernel.GetProperty("bytes").GetInt32()));
        Assert.Equal("NVRTC refuses the kernel", root.GetProperty("kernels")[1].GetProperty("fault").GetString());
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
    [InlineData("--against no-such.json", "--against no-such.json")]
    [InlineData("--against .", "--against .: it is a folder")]
    [InlineData("--what check --against no-such.json", "--against shows times beside measured ones; --what check measures none")]
    [InlineData("--compile-only --against no-such.json", "--against shows times beside measured ones; --compile-only measures none")]
    [InlineData("--batch 268435457 --heads 16 --head-dim 16 --tokens 16", "--batch 268435457 and --heads 16 make 4294967312 blocks")]
    [InlineData("--decode-batch 2147483647", "--decode-batch 2147483647 and --heads 32 make 68719476704 blocks")]
    [InlineData("--head-dim 2147483647", "--head-dim must be at most 4096, not 2147483647")]
    [InlineData("--head-dim 7", "--head-dim must be even, not 7")]
    [InlineData("--what bench --layer linear,retnet", "--layer retnet: only linear, mlp, mlp3 and swiglu are measured", "--what check")]
    [InlineData("--compile-only --what bench --layer retnet", "--layer retnet: only linear, mlp, mlp3 and swiglu are measured")]
    public void Wrong_options_are_refused(string line, params string[] words) => Run.Of(["gpu-check", .. line.Split(' ')]).IsRefused(words);

    [Fact]
    public void A_reference_of_another_kind_is_refused()
        => Run.Of("gpu-check", "--against", folder.Write("other.json", """{ "schema": "ttt-bench/1" }""")).IsRefused("the schema must be 'ttt-gpu-reference/1', not 'ttt-bench/1'");

    static Run On(ComputeDevice? device, string[] arguments, string? golden = null)
    {
        using StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        var terminal = new Terminal(output, error, false, CancellationToken.None);
        var code = 0;
        try
        {
            var root = new RootCommand { GpuCheckCommand.Create(terminal, () => device ?? throw new DeviceException("There is no CUDA driver: it is not installed."), golden ?? GoldenCheck.Folder) };
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

/// <summary>A theory that needs kernels as plain C++.</summary>
sealed class GpuTheoryAttribute : TheoryAttribute
{
    public GpuTheoryAttribute() => Skip = HostMachine.Obstacle;
}

/// <summary>A fact that needs kernels as plain C++.</summary>
sealed class GpuFactAttribute : FactAttribute
{
    public GpuFactAttribute() => Skip = HostMachine.Obstacle;
}
