using System.Globalization;
using System.Text.RegularExpressions;

namespace Ttt.Cuda;

/// <summary>What the compiler made of a unit.</summary>
/// <param name="Image">The code.</param>
/// <param name="Report">What it said: warnings, and what the code needs of a processor.</param>
internal sealed partial record CompiledUnit(byte[] Image, string Report)
{
    private const int ToleratedBytes = 64;

    /// <summary>The blocks of threads that registers leave room for.</summary>
    internal int Blocks { get; init; } = 1;

    /// <summary>Registers of a thread; null where the compiler has not chosen them.</summary>
    internal int? Registers => Number(UsedRegisters());

    /// <summary>Bytes of memory that a thread has in place of registers.</summary>
    internal int SpilledBytes => (Number(StoredBytes()) ?? 0) + (Number(LoadedBytes()) ?? 0);

    /// <summary>Registers do not suffice: more is in memory than the few numbers that cost less than half the threads would.</summary>
    internal bool Spills => SpilledBytes > ToleratedBytes;

    private int? Number(Regex pattern) => pattern.Match(Report) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex("Used ([0-9]+) registers")]
    private static partial Regex UsedRegisters();

    [GeneratedRegex("([0-9]+) bytes spill stores")]
    private static partial Regex StoredBytes();

    [GeneratedRegex("([0-9]+) bytes spill loads")]
    private static partial Regex LoadedBytes();
}
