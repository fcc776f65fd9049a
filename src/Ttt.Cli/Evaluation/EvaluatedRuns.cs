using TorchSharp;

namespace Ttt.Cli;

/// <summary>Models that are measured on one text, loaded one after the other.</summary>
/// <param name="Paths">Their folders.</param>
/// <param name="Libraries">Assemblies with their layers.</param>
/// <param name="Tokenizer">The tokenizer that was named, or null.</param>
/// <param name="Device">Where they compute.</param>
/// <param name="Precision">What in; null: float32.</param>
sealed record EvaluatedRuns(IReadOnlyList<string> Paths, IReadOnlyList<string> Libraries, string? Tokenizer, torch.Device Device, Precision? Precision)
{
    /// <summary>Names to tell them apart by: the last folder of each path, or the whole path where two have the same.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            string[] names = [.. Paths.Select(path => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))))];
            return [.. names.Select((name, i) => names.Count(other => other == name) > 1 ? Paths[i] : name)];
        }
    }

    /// <summary>Measures each. They must read the text as the same tokens.</summary>
    /// <exception cref="TttException">A model cannot be loaded, or has another tokenizer than the first.</exception>
    public IReadOnlyList<T> Each<T>(Func<EvaluatedRun, T> measure)
    {
        var results = new List<T>();
        string? first = null;
        foreach (var (path, name) in Paths.Zip(Names))
        {
            using var model = Checkpoint.Load(path, Libraries, Device, Precision);
            var words = Tokenizers.Of(model, path, Tokenizer);
            first ??= words.Name;
            if (words.Name != first)
                throw new TttException($"{path}: it reads text as '{words.Name}', {Paths[0]} as '{first}'; models with different tokenizers are measured one at a time, and compared by bits per byte");
            results.Add(measure(new(name, model, words, Separator(path))));
        }
        return results;
    }

    /// <summary>Looks, before any is measured, whether all held out the same part of a text.</summary>
    /// <exception cref="TttException">They were trained on documents that ended differently.</exception>
    public void RequireOneHeldOutPart()
    {
        string ended(string path) => Separator(path) is { } text ? $"documents that end with \"{text.Replace("\n", "\\n", StringComparison.Ordinal)}\"" : "files as one document each";
        if (Paths.FirstOrDefault(path => Separator(path) != Separator(Paths[0])) is { } other)
            throw new TttException($"{other}: it was trained on {ended(other)}, {Paths[0]} on {ended(Paths[0])}, so they held out different parts; measure them one at a time, or without --held-out");
    }

    // a released checkpoint does not say how it was trained
    static string? Separator(string path) => File.Exists(Path.Combine(CheckpointFolder.Resolve(path), CheckpointFolder.Training)) ? Trainer.OptionsOf(path).DocumentSeparator : null;
}
