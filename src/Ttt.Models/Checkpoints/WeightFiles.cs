namespace Ttt.Models;

/// <summary>How weights lie in a folder: model.safetensors, or several files and model.safetensors.index.json.</summary>
public static class WeightFiles
{
    public const string Single = "model.safetensors", Index = "model.safetensors.index.json";
    internal const string IndexEnding = ".safetensors.index.json";

    /// <summary>The file to open; null: there are no weights here.</summary>
    public static string? Find(string folder) => new[] { Single, Index }.Select(name => System.IO.Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Why there are none, where the folder has weights in a form that is not read.</summary>
    internal static string Instead(string folder) => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "pytorch_model*.bin").Any()
        ? "; its pytorch_model.bin is a Python pickle, which may run any code: save it with safetensors"
        : "";

    /// <summary>The name of one of several files.</summary>
    internal static string Shard(int number, int count) => FormattableString.Invariant($"model-{number:D5}-of-{count:D5}.safetensors");
}
