using System.Text;
using DiffPlex;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace Ttt.Generators.Tests.TestKit;

/// <summary>One verified file, and the received one that a mismatch leaves beside it.</summary>
static class SnapshotFile
{
    const int Context = 3;
    const int LongestReport = 120;

    /// <summary>Null where the text is as verified, else a message with the difference.</summary>
    public static string? Compare(string verifiedPath, string text, bool accept)
    {
        var receivedPath = verifiedPath.Replace(".verified.", ".received.", StringComparison.Ordinal);
        var verified = File.Exists(verifiedPath) ? File.ReadAllText(verifiedPath).ReplaceLineEndings("\n") : null;
        if (verified == text)
        {
            File.Delete(receivedPath);
            return null;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(verifiedPath)!);
        File.WriteAllText(accept ? verifiedPath : receivedPath, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        if (accept)
        {
            File.Delete(receivedPath);
            return null;
        }
        var name = Path.GetFileName(verifiedPath);
        return verified is null
            ? $"There is no {name} yet. Look at {receivedPath}; {Snapshot.UpdateVariable}=1 accepts it."
            : $"{name} differs (- verified, + received); {Snapshot.UpdateVariable}=1 accepts the received text.\n\n{Difference(verified, text)}";
    }

    static string Difference(string before, string after)
    {
        var lines = new InlineDiffBuilder(new Differ()).BuildDiffModel(before, after).Lines;
        var near = new bool[lines.Count];
        for (var i = 0; i < lines.Count; i++)
            if (lines[i].Type != ChangeType.Unchanged)
                for (var j = Math.Max(0, i - Context); j <= Math.Min(lines.Count - 1, i + Context); j++)
                    near[j] = true;
        var report = new List<string>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (near[i])
                report.Add((lines[i].Type switch { ChangeType.Inserted => "+ ", ChangeType.Deleted => "- ", _ => "  " }) + lines[i].Text);
            else if (i == 0 || near[i - 1])
                report.Add("  ...");
        }
        var rest = report.Count - LongestReport;
        return string.Join("\n", report.Take(LongestReport)) + (rest > 0 ? $"\n  ... and {rest} more lines" : "");
    }
}
