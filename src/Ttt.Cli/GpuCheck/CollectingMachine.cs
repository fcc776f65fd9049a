using Ttt.Cuda;

namespace Ttt.Cli;

/// <summary>Remembers what would be launched, and runs nothing.</summary>
sealed class CollectingMachine(int sharedFloats) : DeviceMachine
{
    readonly Dictionary<string, DeviceCode> codes = new(StringComparer.Ordinal);

    /// <summary>All different code, with the name it was collected under.</summary>
    public List<(string Name, DeviceCode Code)> Codes { get; } = [];

    /// <summary>What the next code belongs to.</summary>
    public string Name { get; set; } = "";

    internal override int SharedFloats => sharedFloats;

    internal override void Launch(DeviceCode code, DeviceCall call, int blocks)
    {
        if (codes.TryAdd(code.Key, code)) Codes.Add((Name, code));
    }
}
