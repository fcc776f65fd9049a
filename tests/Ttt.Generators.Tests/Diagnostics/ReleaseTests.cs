using Ttt.Generators.Diagnostics;
using Ttt.Generators.Tests.TestKit;

namespace Ttt.Generators.Tests.Diagnostics;

/// <summary>The release files list exactly the diagnostics that exist.</summary>
public class ReleaseTests
{
    [Fact]
    public void ReleaseFilesListEveryDiagnosticWithItsSeverity()
    {
        var folder = Path.Combine(Sources.ProjectFolder, "..", "..", "src", "Ttt.Generators");
        var rows = new[] { "AnalyzerReleases.Shipped.md", "AnalyzerReleases.Unshipped.md" }
            .SelectMany(file => File.ReadLines(Path.Combine(folder, file)))
            .Where(line => line.StartsWith("TTT", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(parts => (parts[0], parts[1], parts[2], parts[3]));
        Assert.Equal(
            DiagnosticCatalogue.All.Select(d => (d.Id, d.Category, d.DefaultSeverity.ToString(), d.Title.ToString())).Order(),
            rows.Order());
    }

    [Fact]
    public void MessagesAreOneSentence()
        => Assert.All(DiagnosticCatalogue.All, d => Assert.False(d.MessageFormat.ToString().EndsWith('.') || d.MessageFormat.ToString().Contains('\n'), d.Id));
}
