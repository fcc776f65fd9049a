using System.Runtime.InteropServices;

namespace Ttt.Cuda;

/// <summary>Where tensors of TorchSharp lie: its native library says so for memory that is not the processor's too.</summary>
internal static partial class TensorAddress
{
    /// <summary>The address of a tensor's first number.</summary>
    /// <param name="handle">Its handle in TorchSharp.</param>
    internal static nint Of(nint handle) => THSTensor_data(handle);

    [LibraryImport("LibTorchSharp")]
    private static partial nint THSTensor_data(nint handle);
}
