using Ttt.Cuda;
using Ttt.Layers.Tests.Kernels;
using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Cuda;

/// <summary>Runs nothing and remembers what it was to run.</summary>
/// <param name="sharedFloats">The shared memory of a block.</param>
sealed class RecordingMachine(int sharedFloats) : DeviceMachine
{
    readonly List<(DeviceCode Code, DeviceCall Call)> _launches = [];

    internal override int SharedFloats => sharedFloats;

    internal override void Launch(DeviceCode code, DeviceCall call, int blocks)
    {
        if (_launches.All(launch => launch.Code != code)) _launches.Add((code, call));
    }

    /// <summary>All that a layer launches: training on whole mini-batches, then tokens up to a boundary.</summary>
    internal static IReadOnlyList<(DeviceCode Code, DeviceCall Call)> Launches(string name, KernelSize size, int sharedFloats, torch.ScalarType products)
    {
        using var scope = torch.NewDisposeScope();
        using var rounding = Autocast.To(products);
        var machine = new RecordingMachine(sharedFloats);
        using var layer = KernelLayers.Create(name, size);
        layer.to(torch.float32);
        layer.RunOn(machine);
        Pieces.Run(layer, KernelLayers.Tokens(size).to_type(torch.float32), size.Tokens);
        if (layer.Program.ReadsEnd) return machine._launches;
        using var noGrad = torch.no_grad();
        var tokens = KernelLayers.Tokens(size with { Tokens = size.MiniBatch + 1 }).to_type(torch.float32);
        Pieces.Forward(layer, tokens, [.. Enumerable.Repeat(1, size.MiniBatch + 1)]);
        return machine._launches;
    }
}
