namespace Ttt.Cuda;

/// <summary>A graphics processor cannot be used, or a kernel not be compiled or launched.</summary>
internal sealed class DeviceException(string message) : Exception(message);
