using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Ttt.Layers.Tests.Support;

/// <summary>A file of tests/Golden: named numbers and a configuration.</summary>
sealed class GoldenFile
{
    readonly byte[] _bytes;
    readonly int _data;
    readonly JsonElement _header;

    internal GoldenFile(string name)
    {
        _bytes = File.ReadAllBytes(Path.Combine(Folder, name));
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(_bytes);
        _data = 8 + length;
        _header = JsonDocument.Parse(_bytes.AsMemory(8, length)).RootElement;
        Config = JsonDocument.Parse(_header.GetProperty("__metadata__").GetProperty("config").GetString()!).RootElement;
    }

    internal JsonElement Config { get; }

    internal IEnumerable<string> Names => _header.EnumerateObject().Select(entry => entry.Name).Where(name => name != "__metadata__");

    internal static string Folder { get; } = FindFolder();

    internal static IEnumerable<string> Files(string prefix)
        => Directory.GetFiles(Folder, prefix + "*.safetensors").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    internal bool Has(string name) => _header.TryGetProperty(name, out _);

    internal int Int(string name) => Config.GetProperty(name).GetInt32();

    /// <summary>A tensor, in this type.</summary>
    internal Tensor Tensor(string name, torch.ScalarType type)
    {
        var entry = _header.GetProperty(name);
        long[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        int[] at = [.. entry.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32())];
        var raw = _bytes.AsSpan(_data + at[0], at[1] - at[0]);
        double[] values = entry.GetProperty("dtype").GetString() == "F64"
            ? MemoryMarshal.Cast<byte, double>(raw).ToArray()
            : Array.ConvertAll(MemoryMarshal.Cast<byte, float>(raw).ToArray(), value => (double)value);
        return torch.tensor(values, shape, dtype: type);
    }

    static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Ttt.sln"))) return Path.Combine(folder.FullName, "tests", "Golden");
        throw new DirectoryNotFoundException("The tests run from inside the repository; Ttt.sln was not found above them.");
    }
}
