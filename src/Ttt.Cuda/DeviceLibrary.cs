using System.Reflection;

namespace Ttt.Cuda;

/// <summary>The text that every kernel is compiled behind.</summary>
internal static class DeviceLibrary
{
    /// <summary>All of it. It reads TTT_COUNT, the threads of a block, TTT_MEMORIES, the tensors of a call, and, for a processor, TTT_SHARED, the floats of shared memory.</summary>
    internal static string Text { get; } = string.Concat(new[] { "Threads", "Functions", "Rows", "Products", "Matrix", "Fetch", "Scans" }.Select(Read));

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name + ".cu")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd() + "\n";
    }
}
