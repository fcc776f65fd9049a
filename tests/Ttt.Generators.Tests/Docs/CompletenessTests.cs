using System.Reflection;
using System.Text.RegularExpressions;
using Ttt.Generators.Diagnostics;

namespace Ttt.Generators.Tests.Docs;

/// <summary>The reference of the language leaves nothing out, and links lead somewhere.</summary>
public partial class CompletenessTests
{
    static readonly DocsPage Language = DocsPage.Read("language.md");

    static readonly Assembly Abstractions = typeof(Fn).Assembly;

    [Fact]
    public void EveryFunctionIsDescribed()
        => AllMentioned(typeof(Fn).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Select(m => m.Name));

    [Fact]
    public void EveryAttributeIsDescribedWithItsProperties()
    {
        var attributes = Abstractions.GetExportedTypes().Where(t => typeof(Attribute).IsAssignableFrom(t) && !t.IsAbstract).ToArray();
        Assert.True(attributes.Length > 15);
        AllMentioned(attributes.Select(t => t.Name[..^"Attribute".Length]));
        AllMentioned(attributes.SelectMany(t => t.GetProperties()).Where(p => p.DeclaringType != typeof(Attribute) && p.CanWrite).Select(p => p.Name));
    }

    [Fact]
    public void EveryChoiceIsDescribed()
        => AllMentioned(Abstractions.GetExportedTypes().Where(t => t.IsEnum).SelectMany(Enum.GetNames));

    [Fact]
    public void EveryDimensionIsDescribed()
        => AllMentioned(Abstractions.GetExportedTypes().Where(t => t.IsValueType && typeof(IDim).IsAssignableFrom(t)).Select(t => t.Name));

    [Fact]
    public void EveryDiagnosticOfAFormIsDescribed()
        => Assert.All(DiagnosticCatalogue.All.Where(d => d.Id.StartsWith("TTT2", StringComparison.Ordinal)), d => Assert.Contains($"[{d.Id}](diagnostics/{d.Id}.md)", Language.Text));

    public static TheoryData<string> Pages => [.. DocsPage.Names];

    [Theory]
    [MemberData(nameof(Pages))]
    public void LinksLeadToFilesAndHeadings(string page)
    {
        foreach (Match link in Links().Matches(DocsPage.Read(page).Text))
        {
            var (file, heading) = (link.Groups[1].Value, link.Groups[2].Value);
            if (file.StartsWith("https:", StringComparison.Ordinal)) continue;
            var path = Path.Combine(DocsPage.Folder, file.Length == 0 ? page : file);
            Assert.True(File.Exists(path), $"{page}: {file}");
            if (heading.Length > 0)
                Assert.Contains(heading, File.ReadLines(path).Where(l => l.StartsWith('#')).Select(Anchor));
        }
    }

    /// <summary>Code on the page: in back quotes, or in a block.</summary>
    static void AllMentioned(IEnumerable<string> names)
    {
        var code = Code().Matches(Language.Text).SelectMany(m => Words().Matches(m.Value)).Select(m => m.Value).ToHashSet();
        var missing = names.Distinct().Where(n => !code.Contains(n)).Order(StringComparer.Ordinal).ToArray();
        Assert.True(missing.Length == 0, $"{Language.Name} says nothing of {string.Join(", ", missing)}.");
    }

    static string Anchor(string heading)
        => new([.. heading.TrimStart('#').Trim().ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_').Select(c => c == ' ' ? '-' : c)]);

    [GeneratedRegex("^```.*?^```|`[^`\n]+`", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Words();

    [GeneratedRegex(@"\]\(([^)#\s]*)(?:#([^)\s]+))?\)")]
    private static partial Regex Links();
}
