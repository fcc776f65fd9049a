namespace Ttt.Cli.Tests;

/// <summary>A model and a text small enough to train in a second.</summary>
static class TinyRun
{
    public static readonly string[] Shape = ["--width", "16", "--heads", "2", "--blocks", "1", "--swiglu", "32", "--mini-batch", "4"];
    public static readonly string[] Recipe = ["--steps", "6", "--batch", "2", "--context", "12", "--lr", "0.01", "--eval-every", "3", "--eval-tokens", "64", "--checkpoint-every", "2", "--seed", "5"];

    public static string Text(TemporaryFolder folder) =>
        folder.Write("text.txt", string.Concat(Enumerable.Range(0, 40).Select(i => $"The {i}th line of a short text, told again and again.\n")));

    public static string[] Train(string text, string run, params string[] more) => ["train", text, "--out", run, .. Shape, .. Recipe, .. more];

    /// <summary>All files of a run by relative path.</summary>
    public static SortedDictionary<string, byte[]> Files(string run) => new(
        Directory.GetFiles(run, "*", SearchOption.AllDirectories).ToDictionary(f => Path.GetRelativePath(run, f), File.ReadAllBytes), StringComparer.Ordinal);

    public static void AssertSameFiles(string left, string right)
    {
        var (a, b) = (Files(left), Files(right));
        Assert.Equal(a.Keys, b.Keys);
        Assert.All(a.Keys, name => Assert.True(a[name].AsSpan().SequenceEqual(b[name]), name));
    }
}
