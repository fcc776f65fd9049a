using System.CommandLine;
using Ttt.Cuda;

namespace Ttt.Cli;

/// <summary><c>ttt gpu-check</c>.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="open">Opens the device.</param>
sealed class GpuCheckCommand(Terminal terminal, Func<ComputeDevice> open)
{
    readonly GpuOptions options = new();
    readonly Option<string?> what = Values.Choice("--what", "what is done: check (compare), bench (measure), all [default: all]", "check", "bench", "all");
    readonly Option<bool> compileOnly = Values.Flag("--compile-only", "compiles all that would run, and needs no graphics processor");
    readonly Option<string?> architecture = Values.Choice("--arch", "the processor to compile for, with --compile-only [default: sm_90]", [.. KernelBuild.Architectures]);
    readonly Option<string?> against = Values.Text("--against", "times of the PyTorch reference, which are shown beside", "FILE.json");
    readonly Option<string?> json = Values.Text("--json", "writes all results", "FILE.json");

    public static Command Create(Terminal terminal) => Create(terminal, static () => GraphicsProcessor.Of(0));

    public static Command Create(Terminal terminal, Func<ComputeDevice> open) => new GpuCheckCommand(terminal, open).Build();

    Command Build()
    {
        var command = new Command("gpu-check",
            "Compares the kernels of layers on the first CUDA device with tensor operations on the CPU and with the authors' numbers, then measures them beside what the device can do. It needs the driver and NVRTC, nothing else. "
            + "Exit code 1 where a kernel does not run or is wrong.");
        foreach (var option in (Option[])[what, .. options.All, compileOnly, architecture, against, json]) command.Options.Add(option);
        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        try
        {
            OutputFiles.Check(parsed, [json], []);
            var (checks, cases) = (options.Checks(parsed), options.Cases(parsed));
            var reference = parsed.GetValue(against) is { } file ? GpuReference.Load(file) : null;
            if (parsed.GetValue(architecture) is not null && !parsed.GetValue(compileOnly)) throw new TttException("--arch says what --compile-only compiles for; give that too");
            var plan = new GpuPlan(terminal, parsed.GetValue(what) is "bench" ? [] : GoldenCheck.Files(options.Layers(parsed)), parsed.GetValue(what) is "bench" ? [] : checks, parsed.GetValue(what) is "check" ? [] : cases,
                options.Windows(parsed), options.Seed(parsed));
            return parsed.GetValue(compileOnly) ? Compile(plan, int.Parse((parsed.GetValue(architecture) ?? "sm_90")[3..])) : Report(plan.Run(open(), reference), parsed.GetValue(json));
        }
        catch (DeviceException failure)
        {
            throw new TttException($"gpu-check cannot run here: {failure.Message}", failure);
        }
    }

    int Compile(GpuPlan plan, int number)
    {
        terminal.Error.WriteLine($"ttt: NVRTC {KernelImage.CompilerVersion}");
        var builds = plan.Compile(KernelBuild.SharedFloats(number), number);
        GpuTable.Builds(terminal, builds, number);
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
