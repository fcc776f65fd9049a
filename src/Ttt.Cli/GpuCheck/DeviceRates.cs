using Ttt.Cuda;

namespace Ttt.Cli;

/// <summary>What a device can do, measured in the same run as all else.</summary>
/// <param name="Copy">Bytes read and written per second by a copy in its memory, best window.</param>
/// <param name="MedianCopy">Median.</param>
/// <param name="Tf32">Operations per second of tensor cores in tf32, best window.</param>
/// <param name="MedianTf32">Median.</param>
/// <param name="Bf16">In bf16.</param>
/// <param name="MedianBf16">Median.</param>
sealed record DeviceRates(double Copy, double MedianCopy, double Tf32, double MedianTf32, double Bf16, double MedianBf16)
{
    const long Largest = 1L << 30;

    // products of float32 operands are three of their parts in tf32
    const int Parts = 3;

    /// <summary>Operations per second that kernels could do: where one product is three, all three take time and one counts.</summary>
    public double Products(Precision precision) => precision == Precision.Bf16 ? Bf16 : Tf32 / Parts;

    public static DeviceRates Measure(ComputeDevice device, int windows)
    {
        using var tf32 = new MatrixRate(device, ProductPrecision.Float32);
        using var bf16 = new MatrixRate(device, ProductPrecision.BFloat16);
        tf32.Run(windows);
        bf16.Run(windows);
        var floats = Math.Min(Largest, device.Facts.FreeBytes / 4) / sizeof(float);
        using DeviceBuffer from = new(device, floats), to = new(device, floats);
        var copies = DeviceWindows.Of(device, () => device.Copy(to.Start, from.Start, from.Bytes), windows);
        return new(2.0 * from.Bytes / copies.Best, 2.0 * from.Bytes / copies.Median, tf32.Best, tf32.Median, bf16.Best, bf16.Median);
    }
}
