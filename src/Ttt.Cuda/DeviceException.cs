namespace Ttt.Cuda;

/// <summary>A graphics processor cannot be used, or a kernel not be compiled or launched.</summary>
internal sealed class DeviceException(string message, bool outOfMemory = false) : Exception(message)
{
    /// <summary>All that stands against it is the size of the device's memory.</summary>
    internal bool OutOfMemory => outOfMemory;
}
