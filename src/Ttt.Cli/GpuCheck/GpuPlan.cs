using Ttt.Cuda;

namespace Ttt.Cli;

/// <summary>Everything that a run does, in its order.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="golden">Files of the authors' numbers.</param>
/// <param name="checks">Comparisons.</param>
/// <param name="cases">What is measured.</param>
/// <param name="windows">Windows of everything that is measured.</param>
/// <param name="seed">Of parameters and tokens.</param>
sealed class GpuPlan(Terminal terminal, IReadOnlyList<string> golden, IReadOnlyList<CheckCase> checks, IReadOnlyList<GpuCase> cases, int windows, int seed)
{
    /// <summary>Compiles all that would run.</summary>
    public IReadOnlyList<KernelBuild> Compile(int sharedFloats, int architecture)
    {
        var machine = new CollectingMachine(sharedFloats);
        void Collect(string name, Action<DeviceMachine> run)
        {
            terminal.Interrupted.ThrowIfCancellationRequested();
            machine.Name = name;
            run(machine);
        }
        foreach (var file in golden) Collect(Path.GetFileNameWithoutExtension(file), to => GoldenCheck.Launch(file, to));
        foreach (var check in checks) Collect(check.Layer, to => KernelCheck.Launch(check, to));
        foreach (var item in cases.DistinctBy(item => (item.Layer, item.Pass))) Collect(item.Layer, to => ScanRecording.Launch(item, to));
        (string, DeviceCode)[] rates = cases.Count == 0 ? [] : [("tensor cores, tf32", MatrixRate.Text(ProductPrecision.Float32)), ("tensor cores, bf16", MatrixRate.Text(ProductPrecision.BFloat16))];
        terminal.Error.WriteLine($"ttt: {Count.Of(machine.Codes.Count + rates.Length, "kernel")} to compile for sm_{architecture}");
        return KernelBuild.All([.. machine.Codes, .. rates], architecture, terminal.Interrupted);
    }

    /// <summary>Compares and measures; what there is, where somebody interrupts.</summary>
    public GpuResult Run(ComputeDevice device, GpuReference? reference)
    {
        var facts = device.Facts;
        GpuTable.Device(terminal, facts);
        if (device.UsesImages) Compile(device.SharedFloats, facts.Architecture);
        var found = Compare(device);
        if (found.Count > 0) GpuTable.Checks(terminal, found);
        var (rates, fault) = cases.Count == 0 || terminal.Interrupted.IsCancellationRequested ? (null, null) : Try(() => DeviceRates.Measure(device, windows));
        var result = new GpuResult(facts, found, rates, fault, Measure(device), reference, !terminal.Interrupted.IsCancellationRequested);
        GpuTable.Times(terminal, result);
        return result;
    }

    List<CheckResult> Compare(ComputeDevice device)
    {
        var found = new List<CheckResult>();
        var golds = golden.Select(file => (Name: "authors", Size: Path.GetFileNameWithoutExtension(file), Run: (Func<CheckResult>)(() => GoldenCheck.Run(file, device))));
        foreach (var (name, size, run) in golds.Concat(checks.Select(item => (item.Layer, item.Size, (Func<CheckResult>)(() => KernelCheck.Run(item, device, seed))))))
        {
            if (terminal.Interrupted.IsCancellationRequested) break;
            var (check, fault) = Try(run);
            found.Add(check ?? new(name, size, null, null, null, null, fault));
            if (!found[^1].Passed) terminal.Error.WriteLine($"ttt: {name} {size} does not hold");
        }
        return found;
    }

    List<GpuMeasurement> Measure(ComputeDevice device)
    {
        var measured = new List<GpuMeasurement>();
        var recordings = new Dictionary<(string, GpuPass), (ScanRecording? Recording, string? Fault)>();
        foreach (var item in cases)
        {
            if (terminal.Interrupted.IsCancellationRequested) break;
            terminal.Error.WriteLine(FormattableString.Invariant($"ttt: {item.Layer} {item.Pass.ToString().ToLowerInvariant()}, T {item.Tokens}"));
            if (!recordings.TryGetValue((item.Layer, item.Pass), out var known)) recordings[(item.Layer, item.Pass)] = known = Try(() => ScanRecording.Of(item, device));
            measured.Add(known.Recording is { } recording ? GpuMeasurement.Of(item, recording, device, windows) : GpuMeasurement.Failed(item, known.Fault!));
        }
        return measured;
    }

    // a fault is a finding too, and what was found before it stays
    static (T? Result, string? Fault) Try<T>(Func<T> work) where T : class
    {
        try
        {
            return (work(), null);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return (null, fault is DeviceException ? fault.Message : Faults.Message(fault));
        }
    }
}
