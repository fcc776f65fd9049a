using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Ttt.Generators.Emit;

/// <summary>Gives every emitted identifier: valid, unique in its scope, never a keyword, whatever the user's names are.</summary>
internal sealed class NameScope(NameScope? outer = null)
{
    private readonly HashSet<string> _taken = new();

    public NameScope Reserve(params string[] names)
    {
        _taken.UnionWith(names);
        return this;
    }

    /// <summary>A fresh identifier close to the hint; <paramref name="suffix"/> (shape letters) stays at its end.</summary>
    public string Claim(string hint, string suffix = "")
    {
        var stem = Clean(hint);
        for (var number = 1; ; number++)
        {
            var name = stem + (number == 1 ? "" : (char.IsDigit(stem[stem.Length - 1]) ? "_" : "") + number.ToString(CultureInfo.InvariantCulture)) + suffix;
            if (IsTaken(name) || IsKeyword(name))
                continue;
            _taken.Add(name);
            return name;
        }
    }

    private bool IsTaken(string name) => _taken.Contains(name) || (outer?.IsTaken(name) ?? false);

    private static bool IsKeyword(string name)
        => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None;

    /// <summary>Letters, digits and underscores only.</summary>
    public static string Clean(string hint)
    {
        var text = new StringBuilder();
        foreach (var c in hint)
            text.Append(SyntaxFacts.IsIdentifierPartCharacter(c) && !char.IsSurrogate(c) ? c : '_');
        var name = text.ToString().Trim('_');
        return name.Length == 0 || !SyntaxFacts.IsIdentifierStartCharacter(name[0]) ? "v_" + name : name;
    }

    /// <summary>A (dotted) name as it is written in source: keywords get their @.</summary>
    public static string Escape(string name)
        => string.Join(".", name.Split('.').Select(part => SyntaxFacts.GetKeywordKind(part) != SyntaxKind.None ? "@" + part : part));

    /// <summary>A C# string literal.</summary>
    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>A C# double literal that reads back to the very number.</summary>
    public static string Literal(double value) => value.ToString("R", CultureInfo.InvariantCulture) is var text && text.All(c => char.IsDigit(c) || c == '-') ? text + ".0" : text;
}
