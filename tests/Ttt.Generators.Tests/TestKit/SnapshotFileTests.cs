namespace Ttt.Generators.Tests.TestKit;

/// <summary>The snapshot helper itself.</summary>
public sealed class SnapshotFileTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("ttt-snapshots-").FullName;

    string Verified => Path.Combine(_folder, "Snapshots", "Case.Artefact.verified.txt");

    string Received => Path.Combine(_folder, "Snapshots", "Case.Artefact.received.txt");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void MissingSnapshotFailsAndLeavesTheReceivedFile()
    {
        Assert.Contains("no Case.Artefact.verified.txt", SnapshotFile.Compare(Verified, "a\n", accept: false));
        Assert.Equal("a\n", File.ReadAllText(Received));
        Assert.False(File.Exists(Verified));
    }

    [Fact]
    public void AcceptingWritesTheVerifiedFileWithoutByteOrderMark()
    {
        SnapshotFile.Compare(Verified, "ä\n", accept: false);
        Assert.Null(SnapshotFile.Compare(Verified, "ä\n", accept: true));
        Assert.Equal([0xC3, 0xA4, 0x0A], File.ReadAllBytes(Verified));
        Assert.False(File.Exists(Received));
    }

    [Fact]
    public void DifferenceShowsChangedLinesAndTheirNeighbours()
    {
        var lines = Enumerable.Range(1, 30).Select(i => $"line {i}").ToArray();
        SnapshotFile.Compare(Verified, string.Join("\n", lines), accept: true);
        lines[14] = "other";
        var message = SnapshotFile.Compare(Verified, string.Join("\n", lines), accept: false)!;
        Assert.Contains("- line 15", message);
        Assert.Contains("+ other", message);
        Assert.Contains("  line 18", message);
        Assert.DoesNotContain("line 19", message);
    }

    [Fact]
    public void EqualTextPassesWhateverTheLineEndingsOnDiskAndRemovesAStaleReceivedFile()
    {
        SnapshotFile.Compare(Verified, "a\nb\n", accept: true);
        File.WriteAllText(Verified, "a\r\nb\r\n");
        File.WriteAllText(Received, "stale");
        Assert.Null(SnapshotFile.Compare(Verified, "a\nb\n", accept: false));
        Assert.False(File.Exists(Received));
    }
}
