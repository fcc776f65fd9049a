using System.Reflection;

namespace Ttt.Cuda;

/// <summary>The text that every kernel is compiled behind.</summary>
internal static class DeviceLibrary
{
    private static readonly string Float32 = All(nameof(ProductPrecision.Float32)), BFloat16 = All(nameof(ProductPrecision.BFloat16));

    /// <summary>
    /// All of it, with tiles of one precision. It reads TTT_COUNT, the threads of a block, TTT_MEMORIES, the tensors of a call, and, for a processor, TTT_SHARED, the floats of shared memory.
    /// </summary>
    internal static string Text(ProductPrecision precision) => precision == ProductPrecision.BFloat16 ? BFloat16 : Float32;

    private static string All(string precision) => string.Concat(new[] { "Threads", "Functions", "Rows", "Products", "Tiles", "Sides", precision, "Matrix", "Ridge", "Fetch", "Scans" }.Select(Read));

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name + ".cu")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd() + "\n";
    }
}
