using TorchSharp;
using Ttt.Cuda;
using Ttt.Layers;

namespace Ttt.Cli;

/// <summary>The launches of a layer at a small size, which tell what those at any size are.</summary>
sealed class ScanRecording
{
    /// <summary>The small size: sequences, heads, mini-batches, and mini-batches between two states that are kept. All different from one, and from one another where it matters.</summary>
    public const int Batch = 2, Heads = 2, MiniBatches = 4, Group = 2;

    ScanRecording(IReadOnlyList<DeviceLaunch> launches, Dictionary<(nint, long), float[]> contents, double? operations)
        => (Launches, Contents, Operations) = (launches, contents, operations);

    public IReadOnlyList<DeviceLaunch> Launches { get; }

    /// <summary>What tensors held at first.</summary>
    public IReadOnlyDictionary<(nint Tensor, long Floats), float[]> Contents { get; }

    /// <summary>Operations per token and head; null where nobody counted them.</summary>
    public double? Operations { get; }

    /// <summary>Runs the small case on a device.</summary>
    /// <exception cref="DeviceException">Kernels did not run.</exception>
    public static ScanRecording Of(GpuCase item, ComputeDevice device)
    {
        var contents = new Dictionary<(nint Tensor, long Floats), float[]>();
        var machine = new CopyingMachine(device, contents);
        using var layer = Run(item, machine);
        if (KernelCheck.Fault(machine) is { } fault) throw new DeviceException(fault);
        return new(machine.Launches, contents, Count(layer, item.Pass));
    }

    /// <summary>The same for what it launches, with results that nobody reads.</summary>
    public static void Launch(GpuCase item, DeviceMachine machine) => Run(item, machine).Dispose();

    static TttLayer Run(GpuCase item, DeviceMachine machine)
    {
        torch.manual_seed(1);
        using var precision = Autocast.To(item.Precision.Type());
        using var scope = torch.NewDisposeScope();
        var shape = item.Shape with { Batch = Batch, Heads = Heads };
        var layer = LayerCatalogue.Default[item.Layer].Create(shape.Options(Group));
        if (item.Pass == GpuPass.Decode) Decode(layer, machine, shape);
        else Scan(layer, machine, shape, item.Pass != GpuPass.Forward);
        return layer;
    }

    static void Scan(TttLayer layer, DeviceMachine machine, BenchShape shape, bool differentiable)
    {
        var inputs = ScanWork.Leaves(layer.Inputs(TokenRows.Random(layer, shape, MiniBatches * layer.Settings.MiniBatchSize), keepState: false), differentiable);
        layer.RunOn(machine);
        if (differentiable) layer.RunScan(inputs).Output.sum().backward();
        else
        {
            using var noGrad = torch.no_grad();
            layer.RunScan(inputs);
        }
    }

    static void Decode(TttLayer layer, DeviceMachine machine, BenchShape shape)
    {
        layer.RunOn(machine);
        using var noGrad = torch.no_grad();
        var x_BTC = torch.randn(shape.Batch, layer.Settings.MiniBatchSize, shape.Width);
        TttState? state = null;
        for (long t = 0; t < x_BTC.size(1); t++)
        {
            var (_, next) = layer.forward(x_BTC.narrow(1, t, 1), state);
            state?.Dispose();
            state = next;
        }
        state?.Dispose();
    }

    static double? Count(TttLayer layer, GpuPass pass)
    {
        var rows = layer.Settings.MiniBatchSize;
        return layer.Program.Operations(rows, rows + layer.Settings.Window - 1) is not { } all ? null
            : pass switch { GpuPass.Forward => all.Forward, GpuPass.Backward => all.Backward, GpuPass.Training => all.Forward + all.Backward, _ => all.Decode } / rows;
    }
}
