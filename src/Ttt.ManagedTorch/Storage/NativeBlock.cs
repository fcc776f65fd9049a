using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>
/// Native memory in blocks that start at a cache line. Blocks of a large page (2 MiB) and more lie in large pages where the system has them: a virtual machine
/// pays for tables of 4 KiB pages twice, some percent of a training step.
/// </summary>
internal static unsafe partial class NativeBlock
{
    /// <summary>Bytes that every block starts at a multiple of.</summary>
    public const int Alignment = 64;

    private const int LargePage = 1 << 21;

    // Blocks that start at the same place of their large pages would share the sets of the caches: they take turns, a page and a line apart.
    private const uint Starts = 32;
    private const uint StartStep = 4096 + Alignment;

    // MADV_HUGEPAGE of <sys/mman.h>.
    private const int AdviseLargePages = 14;

    private static uint _blocks;

    /// <summary>A block of at least so many bytes; what it holds is undefined.</summary>
    /// <param name="bytes">Its size.</param>
    /// <exception cref="OutOfMemoryException">The system has none left.</exception>
    public static void* Allocate(nuint bytes)
    {
        if (!IsLarge(bytes)) return NativeMemory.AlignedAlloc(bytes, Alignment);
        nuint start = Interlocked.Increment(ref _blocks) % Starts * StartStep;
        byte* pages = (byte*)NativeMemory.AlignedAlloc(start + bytes, LargePage);
        // Advice only: a system without large pages declines, and nothing else changes.
        _ = Advise(pages, start + bytes, AdviseLargePages);
        return pages + start;
    }

    /// <summary>Gives a block back.</summary>
    /// <param name="block">What <see cref="Allocate"/> gave, or null.</param>
    /// <param name="bytes">The size that was asked for.</param>
    public static void Free(void* block, nuint bytes) => NativeMemory.AlignedFree(IsLarge(bytes) ? (byte*)block - ((nuint)block % LargePage) : block);

    private static bool IsLarge(nuint bytes) => bytes >= LargePage && OperatingSystem.IsLinux();

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint bytes, int advice);
}
