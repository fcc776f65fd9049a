namespace Ttt.Cuda;

/// <summary>One launch: what ran, on what, with how many blocks.</summary>
internal sealed record DeviceLaunch(DeviceCode Code, DeviceCall Call, int Blocks);
