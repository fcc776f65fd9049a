using System.Text;

namespace Ttt.Cuda;

/// <summary>What one launch runs: structs of kernels, and the scan of the device library that runs them.</summary>
/// <param name="Kernels">The texts of the structs.</param>
/// <param name="Scan">The scan with its arguments, an expression of C++.</param>
/// <param name="Sizes">The dimensions by name.</param>
/// <param name="Rows">Tokens of a mini-batch.</param>
/// <param name="Keys">Its key rows; null where they change from launch to launch.</param>
/// <param name="Memories">The tensors of a call.</param>
internal sealed record DeviceCode(IReadOnlyList<string> Kernels, string Scan, IReadOnlyList<(string Name, int Value)> Sizes, int Rows, int? Keys, int Memories)
{
    /// <summary>The unit to compile, with all sizes as literals.</summary>
    internal string Unit(int threads)
    {
        var text = new StringBuilder();
        text.Append($"#define TTT_COUNT {threads}\n#define TTT_MEMORIES {Memories}\n").Append(DeviceLibrary.Text);
        text.Append("struct Sizes\n{\n");
        foreach (var (name, value) in Sizes.Append(("b", Rows)))
            text.Append($"    static constexpr int {name} = {value};\n");
        text.Append(Keys is { } keys
            ? $"    static constexpr int e = {keys};\n    TTT_DEVICE Sizes(int, int) {{}}\n    TTT_DEVICE void resize(int) {{}}\n"
            : "    int e;\n    TTT_DEVICE Sizes(int, int keys) : e(keys) {}\n    TTT_DEVICE void resize(int keys) { e = keys; }\n");
        text.Append("};\n");
        foreach (var kernel in Kernels) text.Append(kernel).Append('\n');
        return text.Append($"TTT_ENTRY(Entry, {Scan})\n").ToString();
    }
}
