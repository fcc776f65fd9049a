using System.Text.RegularExpressions;
using Ttt.Generators.Diagnostics;
using Ttt.Generators.Tests.TestKit;

namespace Ttt.Generators.Tests.Diagnostics;

/// <summary>Every diagnostic has a case that shows it, a case that avoids it, and a page that shows both.</summary>
public class CaseTests
{
    static readonly string[] WithoutCase = ["TTT4001", "TTT9001"];

    public static TheoryData<string> Ids => [.. DiagnosticCatalogue.All.Select(d => d.Id).Except(WithoutCase)];

    public static TheoryData<string> AllIds => [.. DiagnosticCatalogue.All.Select(d => d.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void BadCaseReportsItWhereMarked(string id)
    {
        var source = Read(id, "bad");
        Assert.Contains(Markup.Parse(source).Marks, m => m.Id == id);
        DiagnosticAssert.Reports(source);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void GoodCaseReportsNothingAndCompiles(string id)
        => DiagnosticAssert.Compiles(DiagnosticAssert.Reports(Read(id, "good")));

    [Theory]
    [MemberData(nameof(AllIds))]
    public void PageHasTitleSeverityAndBothCases(string id)
    {
        var page = File.ReadAllText(Path.Combine(Sources.ProjectFolder, "..", "..", DiagnosticCatalogue.Get(id).HelpLinkUri)).ReplaceLineEndings("\n");
        var descriptor = DiagnosticCatalogue.Get(id);
        Assert.StartsWith($"# {id}: {descriptor.Title}\n\n*{descriptor.DefaultSeverity}.* ", page);
        if (WithoutCase.Contains(id))
            return;
        var blocks = Regex.Matches(page, "```csharp\n(.*?)```", RegexOptions.Singleline).Select(m => m.Groups[1].Value).ToArray();
        Assert.Equal(2, blocks.Length);
        Assert.EndsWith(blocks[0], Markup.Parse(Read(id, "bad")).Text);
        Assert.EndsWith(blocks[1], Read(id, "good"));
    }

    [Fact]
    public void EveryCaseBelongsToADiagnostic()
        => Assert.Equal(
            DiagnosticCatalogue.All.Select(d => d.Id).Except(WithoutCase).Order(),
            Directory.EnumerateFiles(Folder, "*.bad.cs").Select(p => Path.GetFileName(p)[..7]).Order());

    static string Folder { get; } = Path.Combine(Sources.ProjectFolder, "Diagnostics", "Cases");

    static string Read(string id, string kind) => File.ReadAllText(Path.Combine(Folder, $"{id}.{kind}.cs")).ReplaceLineEndings("\n");
}
