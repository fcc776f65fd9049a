using System.Security.Cryptography;
using System.Text;

namespace Ttt.Cuda;

/// <summary>What one launch runs: structs of kernels, and the scan of the device library that runs them.</summary>
/// <param name="kernels">The texts of the structs.</param>
/// <param name="scan">The scan with its arguments, an expression of C++.</param>
/// <param name="sizes">The dimensions by name.</param>
/// <param name="rows">Tokens of a mini-batch.</param>
/// <param name="keys">Its key rows; null where they change from launch to launch.</param>
/// <param name="memories">The tensors of a call.</param>
/// <param name="shared">The floats of shared memory: where a buffer lies is known when the kernel is compiled.</param>
/// <param name="blocks">The blocks of threads that a multiprocessor has shared memory for.</param>
/// <param name="precision">What operands of products keep.</param>
internal sealed class DeviceCode(IReadOnlyList<string> kernels, string scan, IReadOnlyList<(string Name, int Value)> sizes, int rows, int? keys, int memories, int shared, int blocks,
    ProductPrecision precision)
{
    private string? _key;

    internal IReadOnlyList<string> Kernels => kernels;

    internal string Scan => scan;

    internal IReadOnlyList<(string Name, int Value)> Sizes => sizes;

    internal int Memories => memories;

    internal int Blocks => blocks;

    internal ProductPrecision Precision => precision;

    /// <summary>The same for the same code, whichever layer made it; made once, for every launch asks.</summary>
    internal string Key => _key ??= Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{blocks} {Unit(GraphicsProcessor.Threads)}")));

    /// <summary>The unit to compile, with all sizes as literals.</summary>
    internal string Unit(int threads)
    {
        var text = new StringBuilder();
        text.Append($"#define TTT_COUNT {threads}\n#define TTT_MEMORIES {memories}\n#define TTT_SHARED {shared}\n").Append(DeviceLibrary.Text(precision));
        text.Append("struct Sizes\n{\n");
        foreach (var (name, value) in sizes.Append(("b", rows)))
            text.Append($"    static constexpr int {name} = {value};\n");
        text.Append(keys is { } fixedKeys
            ? $"    static constexpr int e = {fixedKeys};\n    TTT_DEVICE Sizes(int, int) {{}}\n    TTT_DEVICE void resize(int) {{}}\n"
            : "    int e;\n    TTT_DEVICE Sizes(int, int keys) : e(keys) {}\n    TTT_DEVICE void resize(int keys) { e = keys; }\n");
        text.Append("};\n");
        foreach (string kernel in kernels) text.Append(kernel).Append('\n');
        return text.Append($"TTT_ENTRY(Entry, {scan})\n").ToString();
    }
}
