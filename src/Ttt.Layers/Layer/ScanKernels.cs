namespace Ttt.Layers;

/// <summary>What runs the scan of a layer. All give the same values within rounding.</summary>
public enum ScanKernels
{
    /// <summary>The fastest there is for the layer's device and type: fused kernels for float32, on the CPU and on CUDA, else tensor operations.</summary>
    Auto,

    /// <summary>Tensor operations: any device, any floating-point type.</summary>
    Tensor,

    /// <summary>Fused kernels on the vectors of the processor: float32 on the CPU.</summary>
    Simd,
}

/// <summary>The variable TTT_KERNELS, which every new layer starts from.</summary>
static class KernelChoice
{
    internal const string Variable = "TTT_KERNELS";

    /// <exception cref="ArgumentException">The variable has another value.</exception>
    internal static ScanKernels Default => Parse(Environment.GetEnvironmentVariable(Variable));

    internal static ScanKernels Parse(string? text) => text?.Trim().ToLowerInvariant() switch
    {
        null or "" or "auto" => ScanKernels.Auto,
        "tensor" => ScanKernels.Tensor,
        "simd" => ScanKernels.Simd,
        _ => throw new ArgumentException($"The environment variable {Variable} is '{text}'; it should be auto, tensor or simd."),
    };
}
