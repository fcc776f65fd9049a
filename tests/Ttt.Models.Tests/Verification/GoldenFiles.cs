namespace Ttt.Models.Tests.Verification;

static class GoldenFiles
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden");

    public static TheoryData<string> All => new(Directory.GetFiles(Folder, "*.safetensors").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal));

    public static string Find(string name) => Path.Combine(Folder, name + ".safetensors");

    /// <summary>A copy of a file in which tensors and metadata were changed.</summary>
    public static void Copy(string name, string path, Func<SafetensorsEntry, byte[], (string Name, long[] Shape, byte[] Bytes)?> change, Func<string, string, string>? describe = null,
        Action<SafetensorsWriter>? add = null)
    {
        using var reader = new SafetensorsReader(Find(name));
        var writer = new SafetensorsWriter();
        foreach (var (key, value) in reader.Metadata)
            writer.Describe(key, describe?.Invoke(key, value) ?? value);
        foreach (var entry in reader.Entries.Values)
            if (change(entry, reader.ReadBytes(entry.Name)) is var (newName, shape, bytes))
                writer.Add(newName, entry.Type, shape, bytes);
        add?.Invoke(writer);
        writer.Save(path);
    }
}
