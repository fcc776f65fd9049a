using System.Security.Cryptography;
using System.Text;

namespace Ttt.Models;

/// <summary>
/// SHA256SUMS of a folder, a line for each of its files as the command sha256sum writes and checks them. A safetensors file has no checksum of its own:
/// with this one a flipped bit is found, without it only what breaks the form.
/// </summary>
public static class Checksums
{
    public const string FileName = "SHA256SUMS";

    /// <summary>Writes the sums of all files that lie in the folder.</summary>
    public static void Write(string folder)
    {
        var text = new StringBuilder();
        foreach (var name in Directory.GetFiles(folder).Select(Path.GetFileName).Where(name => name != FileName).Order(StringComparer.Ordinal))
            text.Append(Sum(Path.Combine(folder, name!))).Append("  ").Append(name).Append('\n');
        AtomicFile.WriteText(Path.Combine(folder, FileName), text.ToString());
    }

    /// <summary>Checks every file that is listed; false: the folder has no sums.</summary>
    /// <exception cref="TttException">A file is missing or is not what was written.</exception>
    public static bool Verify(string folder)
    {
        var list = Path.Combine(folder, FileName);
        if (!File.Exists(list))
            return false;
        var (number, listed) = (0, new HashSet<string>(StringComparer.Ordinal));
        var text = UserFile.ReadText(list);
        foreach (var line in (text.EndsWith('\n') ? text[..^1] : text).Split('\n'))
        {
            number++;
            if (!text.EndsWith('\n') || line.Split("  ") is not [{ Length: 64 } sum, { Length: > 0 } name] || name != Path.GetFileName(name))
                throw new TttException($"{list}, line {number}: a sum and a file name are expected; the file is damaged");
            var path = Path.Combine(folder, name);
            if (!File.Exists(path))
                throw new TttException($"{path}: the file is missing; {FileName} lists it");
            if (Sum(path) != sum)
                throw new TttException($"{path}: the file is not the one that was written (its SHA-256 is not that of {FileName}); it is damaged or was changed");
            listed.Add(name);
        }
        // a shortened list must not pass for a whole one
        foreach (var path in Directory.GetFiles(folder).Where(path => Path.GetExtension(path) is ".json" or ".jsonl" or ".safetensors"))
            if (!listed.Contains(Path.GetFileName(path)))
                throw new TttException($"{path}: {FileName} does not list the file; the list is damaged, or the file was added");
        return true;
    }

    static string Sum(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserFile.Fault(path, e);
        }
    }
}
