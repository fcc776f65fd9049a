using System.CommandLine;
using Ttt.Cuda;

namespace Ttt.Cli;

/// <summary><c>ttt gpu-check</c>.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="open">Opens the device.</param>
/// <param name="golden">The folder of the authors' numbers.</param>
sealed class GpuCheckCommand(Terminal terminal, Func<ComputeDevice> open, string golden)
{
    readonly GpuOptions options = new();
    readonly Option<string?> what = Values.Choice("--what", "what is done: check (compare), bench (measure), all [default: all]", "check", "bench", "all");
    readonly Option<bool> compileOnly = Values.Flag("--compile-only", "compiles all that would run, and needs no graphics processor");
    readonly Option<string?> architecture = Values.Choice("--arch", "the processor to compile for, with --compile-only [default: sm_90]", [.. KernelBuild.Architectures]);
    readonly Option<string?> against = Values.Text("--against", "times of the PyTorch reference, which are shown beside", "FILE.json");
    readonly Option<string?> json = Values.Text("--json", "writes all results", "FILE.json");

    public static Command Create(Terminal terminal) => Create(terminal, static () => GraphicsProcessor.Of(0), GoldenCheck.Folder);

    public static Command Create(Terminal terminal, Func<ComputeDevice> open, string golden) => new GpuCheckCommand(terminal, open, golden).Build();

    Command Build()
    {
        var command = new Command("gpu-check",
            "Compares the kernels of layers on the first CUDA device with tensor operations on the CPU and with the authors' numbers, then measures them beside what the device can do. It needs the driver and NVRTC, nothing else. "
            + "Exit code 1 where a kernel does not run or is wrong; speed does not count.");
        foreach (var option in (Option[])[what, .. options.All, compileOnly, architecture, against, json]) command.Options.Add(option);
        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        try
        {
            OutputFiles.Check(parsed, [json], parsed.GetValue(against) is { } read ? [read] : []);
            var plan = Plan(parsed);
            if (parsed.GetValue(compileOnly)) return Compile(plan, int.Parse((parsed.GetValue(architecture) ?? "sm_90")[3..]), parsed.GetValue(json));
            var reference = parsed.GetValue(against) is { } file ? GpuReference.Load(file) : null;
            var device = open();
            reference?.CheckDevice(device.Facts.Name);
            return Report(plan.Run(device, reference), parsed.GetValue(json));
        }
        catch (DeviceException failure)
        {
            throw new TttException($"gpu-check cannot run here: {failure.Message}", failure);
        }
    }

    GpuPlan Plan(ParseResult parsed)
    {
        var (compares, measures) = (parsed.GetValue(what) is not "bench", parsed.GetValue(what) is not "check");
        var (layers, checks, cases, unmeasured) = (options.Layers(parsed), options.Checks(parsed), options.Cases(parsed), options.NotMeasured(parsed));
        if (parsed.GetValue(architecture) is not null && !parsed.GetValue(compileOnly)) throw new TttException("--arch says what --compile-only compiles for; give that too");
        if (parsed.GetValue(against) is not null && (!measures || parsed.GetValue(compileOnly))) throw new TttException($"--against shows times beside measured ones; {(measures ? "--compile-only" : "--what check")} measures none");
        if (measures && unmeasured.Count > 0)
        {
            if (!compares) throw new TttException(GpuOptions.OnlyCompared(unmeasured));
            terminal.Error.WriteLine($"ttt: {GpuOptions.OnlyCompared(unmeasured)}");
        }
        var exact = compares && options.Precision(parsed) == Precision.Fp32;
        if (exact && !Directory.Exists(golden)) terminal.Error.WriteLine($"ttt: the authors' numbers are not compared: there is no folder {golden}");
        return new(terminal, exact ? GoldenCheck.Files(golden, layers) : [], compares ? checks : [], measures ? cases : [], options.Windows(parsed), options.Seed(parsed));
    }

    int Compile(GpuPlan plan, int number, string? file)
    {
        terminal.Error.WriteLine($"ttt: NVRTC {KernelImage.CompilerVersion}, images are kept in {ImageCache.Folder}");
        ImageCache.CheckFolder(ImageCache.Folder);
        var builds = plan.Compile(KernelBuild.SharedFloats(number), number);
        GpuTable.Builds(terminal, builds, number);
        if (file is not null) AtomicFile.WriteText(file, GpuJson.Text(builds, number, KernelImage.CompilerVersion));
        return builds.All(build => build.Fault is null) ? ExitCode.Success : ExitCode.NotReached;
    }

    int Report(GpuResult result, string? file)
    {
        if (file is not null) AtomicFile.WriteText(file, GpuJson.Text(result));
        if (result.Complete) return result.Passed ? ExitCode.Success : ExitCode.NotReached;
        terminal.Error.WriteLine("ttt: interrupted; this is what was found until then");
        return ExitCode.Interrupted;
    }
}
