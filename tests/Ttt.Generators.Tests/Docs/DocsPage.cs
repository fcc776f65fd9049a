using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Ttt.Generators.Tests.TestKit;

namespace Ttt.Generators.Tests.Docs;

/// <summary>
/// A page under docs/. Blocks of C# whose first line is a comment with a file name (<c>// Mine.cs</c>) are the files of one project; every other block stands for itself,
/// and may be the methods of a layer alone. Excerpts of the compiler's source are marked <c>cs</c>, and are not compiled.
/// </summary>
sealed partial class DocsPage
{
    const string DefaultModel = "[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x * w;";

    DocsPage(string name, string text) => (Name, Text) = (name, text);

    public string Name { get; }

    public string Text { get; }

    public static string Folder { get; } = Path.Combine(Sources.ProjectFolder, "..", "..", "docs");

    /// <summary>The pages, without those of diagnostics, which have tests of their own.</summary>
    public static IEnumerable<string> Names { get; } = Directory.EnumerateFiles(Folder, "*.md").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal).ToArray();

    public static DocsPage Read(string name) => new(name, File.ReadAllText(Path.Combine(Folder, name)).ReplaceLineEndings("\n"));

    /// <summary>What the page shows, as sources that can be compiled.</summary>
    public IEnumerable<DocsExample> Examples()
    {
        var files = new List<string>();
        foreach (Match match in Blocks().Matches(Text))
        {
            var (code, line) = (match.Groups[1].Value, Text[..match.Index].Count(c => c == '\n') + 1);
            if (FileComment().IsMatch(code))
                files.Add(code);
            else
                yield return new($"{Name}:{line}", [Complete(code)]);
        }
        if (files.Count > 0)
            yield return new(Name, [.. files]);
    }

    static string Complete(string code)
    {
        if (!code.Contains("class ", StringComparison.Ordinal))
        {
            var members = code.Contains("[InnerModel]", StringComparison.Ordinal) ? code : DefaultModel + "\n" + code;
            code = $"[TttLayer]\npublic sealed partial class Example\n{{\n{members}\n}}";
        }
        return code.Contains("using static Ttt.Fn;", StringComparison.Ordinal) ? code : Sources.Usings + code;
    }

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\A// [\w./]+\.cs\n")]
    private static partial Regex FileComment();
}

/// <summary>Sources of one compilation, and the diagnostics that their comments announce.</summary>
sealed partial record DocsExample(string Place, string[] Files)
{
    /// <summary>The ids that comments name: what the compiler has to say, and nothing else.</summary>
    public IEnumerable<string> Announced
        => Files.SelectMany(f => CSharpSyntaxTree.ParseText(f, Sources.ParseOptions).GetRoot().DescendantTrivia(descendIntoTrivia: true))
            .Where(t => t.IsKind(SyntaxKind.SingleLineCommentTrivia)).SelectMany(t => Ids().Matches(t.ToString())).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\b(TTT|CS)\d{4}\b")]
    private static partial Regex Ids();
}
