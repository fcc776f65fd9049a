using System.Text.Json;

namespace Ttt.Cli;

/// <summary>A run as a JSON file describes it: <c>{ "corpus", "tokenizer", "layers", "out", "threads", "model": {…}, "training": {…} }</c>, all of it optional.</summary>
sealed record RunConfig
{
    static readonly string[] Keys = ["corpus", "tokenizer", "layers", "out", "threads", "model", "training"];

    public IReadOnlyList<string> Corpus { get; init; } = [];
    public string? Tokenizer { get; init; }
    public IReadOnlyList<string> Layers { get; init; } = [];
    public string? Out { get; init; }
    public int? Threads { get; init; }
    public ModelConfig Model { get; init; } = new();
    public TrainingOptions Training { get; init; } = new();

    /// <summary>Reads a file. Paths in it are relative to its own folder.</summary>
    /// <exception cref="TttException">The file is missing, not JSON, or has wrong values or unknown keys: one line per fault.</exception>
    public static RunConfig Load(string path)
    {
        using var document = Parse(UserFile.ReadText(path), path);
        return Read(document.RootElement, path, path);
    }

    /// <summary>Reads an object. Paths in it are relative to the folder of the file at <paramref name="path"/>; <paramref name="source"/> names it in messages.</summary>
    /// <exception cref="TttException">Wrong values or unknown keys.</exception>
    public static RunConfig Read(JsonElement element, string source, string path)
    {
        var config = new RunConfig();
        foreach (var member in element.EnumerateObject())
        {
            var where = $"{source}, '{member.Name}'";
            var value = member.Value;
            config = member.Name switch
            {
                "corpus" => config with { Corpus = [.. Strings(value, where).Select(file => Beside(path, file))] },
                "tokenizer" => config with { Tokenizer = Strings(value, where).FirstOrDefault() is { } name and not Tokenizers.Bytes ? Beside(path, name) : Tokenizers.Bytes },
                "layers" => config with { Layers = [.. Strings(value, where).Select(file => Beside(path, file))] },
                "out" => config with { Out = Beside(path, Strings(value, where).FirstOrDefault() ?? "") },
                "threads" => config with { Threads = value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) ? count : throw new TttException($"{where} must be an integer") },
                "model" => config with { Model = ModelConfigJson.Parse(value.GetRawText(), where) },
                "training" => config with { Training = TrainingOptionsJson.Parse(value.GetRawText(), where) },
                _ => throw new TttException($"{source}: unknown key '{member.Name}'{Suggestion.For(member.Name, Keys)}; known are {string.Join(", ", Keys)}"),
            };
        }
        return config;
    }

    /// <exception cref="TttException">The text is no JSON object.</exception>
    public static JsonDocument Parse(string json, string path)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            throw new TttException($"{path}: not valid JSON ({e.Message.ReplaceLineEndings(" ")})", e);
        }
        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;
        document.Dispose();
        throw new TttException($"{path}: a JSON object is expected");
    }

    /// <summary>A path that is relative to the folder of a file.</summary>
    public static string Beside(string path, string file) => Path.Combine(Path.GetDirectoryName(path) ?? "", file);

    /// <exception cref="TttException">The value is neither a string nor a list of them.</exception>
    public static IEnumerable<string> Strings(JsonElement value, string where) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array when value.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String) => value.EnumerateArray().Select(e => e.GetString()!).ToArray(),
        _ => throw new TttException($"{where} must be a string or a list of strings"),
    };
}
