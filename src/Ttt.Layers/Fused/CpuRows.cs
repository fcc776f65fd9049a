using System.Runtime.InteropServices;
using Ttt.Kernels;

namespace Ttt.Layers;

/// <summary>Passes over the raw memory of float32 tensors on the CPU, on as many threads as tensor operations use.</summary>
static class CpuRows
{
    // Elements below which a thread costs more than it saves.
    const long PieceWork = 32 * 1024;

    // More pieces than threads: one that wakes late takes fewer.
    const long PiecesPerThread = 4;

    /// <summary>Whether all of these are float32, on the CPU, and small enough for spans.</summary>
    internal static bool Serve(params ReadOnlySpan<Tensor> tensors)
    {
        foreach (var tensor in tensors)
            if (tensor.dtype != torch.ScalarType.Float32 || tensor.device_type != DeviceType.CPU || tensor.numel() > int.MaxValue / sizeof(float))
                return false;
        return true;
    }

    /// <summary>The elements of a contiguous tensor, valid while it lives.</summary>
    internal static Span<float> Values(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    /// <summary>Calls <paramref name="body"/> on consecutive pieces [from, to) of the rows. What it computes must not depend on where they are cut.</summary>
    internal static void For(long rows, long workPerRow, Action<int, int> body)
    {
        var threads = torch.get_num_threads();
        var pieces = (int)Math.Min(rows * Math.Max(1, workPerRow) / PieceWork, threads * PiecesPerThread);
        if (threads == 1 || pieces <= 1)
            body(0, (int)rows);
        else
            Workers.For(pieces, threads, (_, i) => body((int)(rows * i / pieces), (int)(rows * (i + 1) / pieces)));
    }
}
