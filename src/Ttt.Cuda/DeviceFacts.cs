namespace Ttt.Cuda;

/// <summary>What a device says of itself.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Architecture">Compute capability, 90 for 9.0.</param>
/// <param name="Processors">Multiprocessors.</param>
/// <param name="ClockMegahertz">Their fastest clock.</param>
/// <param name="MemoryMegahertz">That of its memory.</param>
/// <param name="SharedBytes">Shared memory that a block can have.</param>
/// <param name="CacheBytes">Level 2 cache.</param>
/// <param name="MemoryBytes">Its memory.</param>
/// <param name="FreeBytes">What of it was free.</param>
/// <param name="Driver">The version of CUDA that the driver knows.</param>
/// <param name="Compiler">The compiler's version.</param>
internal sealed record DeviceFacts(
    string Name, int Architecture, int Processors, int ClockMegahertz, int MemoryMegahertz, int SharedBytes, int CacheBytes, long MemoryBytes, long FreeBytes, string Driver, string Compiler);
