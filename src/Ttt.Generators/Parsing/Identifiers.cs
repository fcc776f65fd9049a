using System.Linq;
using Microsoft.CodeAnalysis.CSharp;

namespace Ttt.Generators.Parsing;

/// <summary>Names of the user's as C# source: a keyword gets its <c>@</c>.</summary>
internal static class Identifiers
{
    public static string Escape(string name)
        => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    public static string EscapeAll(string dotted) => dotted.Length == 0 ? "" : string.Join(".", dotted.Split('.').Select(Escape));
}
