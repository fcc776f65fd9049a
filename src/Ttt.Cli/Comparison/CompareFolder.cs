namespace Ttt.Cli;

/// <summary>A folder of configurations of single runs as a comparison: every .json file is an entry, called like the file.</summary>
static class CompareFolder
{
    /// <exception cref="TttException">There is none, one cannot be used, or they are of different texts.</exception>
    public static CompareConfig Load(string folder)
    {
        string[] files = [.. Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal)];
        if (files.Length == 0)
            throw new TttException($"{folder}: there is no configuration (.json) in this folder");
        var runs = files.Select(RunConfig.Load).ToArray();
        var first = runs[0];
        for (var i = 1; i < files.Length; i++)
            if (!Same(runs[i].Corpus, first.Corpus) || runs[i].Tokenizer != first.Tokenizer)
                throw new TttException($"{files[i]}: its text or tokenizer is not that of {files[0]}; only runs on the same tokens can be compared");
        return new()
        {
            Title = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
            Shared = first with { Layers = [.. runs.SelectMany(run => run.Layers).Distinct()], Out = null },
            Entries = [.. runs.Zip(files.Select(file => Path.GetFileNameWithoutExtension(file)), (run, name) => new CompareEntry(name, name, null, null, run))],
        };
    }

    static bool Same(IReadOnlyList<string> one, IReadOnlyList<string> other) => one.Select(Path.GetFullPath).SequenceEqual(other.Select(Path.GetFullPath));
}
