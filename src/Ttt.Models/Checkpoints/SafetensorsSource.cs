using System.Text.Json;

namespace Ttt.Models;

/// <summary>The tensors of one safetensors file, or of several that an index lists. Headers are checked on opening, values are read when they are asked for.</summary>
public sealed class SafetensorsSource : ITensorSource
{
    readonly List<SafetensorsReader> readers = [];
    readonly Dictionary<string, SafetensorsReader> places = new(StringComparer.Ordinal);

    SafetensorsSource(string path) => Path = path;

    public string Path { get; }

    public IReadOnlyCollection<string> Names => places.Keys;

    /// <summary>Opens a safetensors file, or those of a .safetensors.index.json.</summary>
    /// <exception cref="TttException">A file is missing, truncated or malformed, or the index does not say what the files hold.</exception>
    public static SafetensorsSource Open(string path)
    {
        var source = new SafetensorsSource(path);
        try
        {
            if (path.EndsWith(WeightFiles.IndexEnding, StringComparison.Ordinal))
                source.OpenIndexed();
            else
                source.OpenFile(path);
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    public SafetensorsType Type(string name) => Reader(name).Entry(name).Type;

    public IReadOnlyList<long> Shape(string name) => Reader(name).Entry(name).Shape;

    public Tensor Read(string name) => Reader(name).ReadTensor(name);

    public void Dispose()
    {
        foreach (var reader in readers)
            reader.Dispose();
    }

    SafetensorsReader Reader(string name) => places.TryGetValue(name, out var reader) ? reader : throw new TttException($"{Path}: there is no tensor '{name}'{Suggestion.For(name, Names)}");

    void OpenFile(string path)
    {
        var reader = new SafetensorsReader(path);
        readers.Add(reader);
        foreach (var name in reader.Entries.Keys)
            if (!places.TryAdd(name, reader))
                throw new TttException($"{path}: tensor '{name}' is also in {places[name].Path}");
    }

    void OpenIndexed()
    {
        var listed = Index();
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;
        foreach (var file in listed.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            OpenFile(System.IO.Path.Combine(folder, file));
        foreach (var (name, file) in listed)
            if (!places.TryGetValue(name, out var reader) || System.IO.Path.GetFileName(reader.Path) != file)
                throw new TttException($"{Path}: tensor '{name}' should be in {file}, but is not");
    }

    Dictionary<string, string> Index()
    {
        using var document = ModelConfigJson.ParseDocument(UserFile.ReadText(Path), Path);
        if (!document.RootElement.TryGetProperty("weight_map", out var map) || map.ValueKind != JsonValueKind.Object)
            throw new TttException($"{Path}: 'weight_map' is missing");
        var listed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in map.EnumerateObject())
            // a file beside the index, not one somewhere else
            listed[entry.Name] = entry.Value.ValueKind == JsonValueKind.String && entry.Value.GetString() is { Length: > 0 } file && file == System.IO.Path.GetFileName(file)
                ? file
                : throw new TttException($"{Path}: 'weight_map' gives no file name for tensor '{entry.Name}'");
        return listed;
    }
}
