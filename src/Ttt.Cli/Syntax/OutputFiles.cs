using System.CommandLine;

namespace Ttt.Cli;

/// <summary>Files that a command is to write.</summary>
static class OutputFiles
{
    /// <summary>Minutes of work must not end at a folder that is not there, nor overwrite what was read or another result.</summary>
    /// <exception cref="TttException">A file cannot be written where it is to be.</exception>
    public static void Check(ParseResult parsed, IEnumerable<Option<string?>> options, IEnumerable<string> read)
    {
        var taken = read.ToDictionary(Path.GetFullPath, path => $"{path} is read", StringComparer.Ordinal);
        foreach (var option in options)
        {
            if (parsed.GetValue(option) is not { } path)
                continue;
            var full = Path.GetFullPath(path);
            if (Path.GetDirectoryName(full) is { } folder && !Directory.Exists(folder))
                throw new TttException($"{option.Name} {path}: there is no folder {folder}");
            if (Directory.Exists(full))
                throw new TttException($"{option.Name} {path}: it is a folder; name a file");
            if (!taken.TryAdd(full, $"{path} is written by {option.Name}"))
                throw new TttException($"{option.Name} {path}: {taken[full]}; name another file");
        }
    }
}
