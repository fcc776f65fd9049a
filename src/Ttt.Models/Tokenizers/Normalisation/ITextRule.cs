using System.Text;

namespace Ttt.Models;

/// <summary>Rewrites a text before it is cut.</summary>
interface ITextRule
{
    string Apply(string text);
}

/// <summary>Rules one after another; none leaves the text as it is.</summary>
sealed class TextRules(IReadOnlyList<ITextRule> rules) : ITextRule
{
    public string Apply(string text) => rules.Aggregate(text, (current, rule) => rule.Apply(current));
}

/// <summary>Puts something in front of every text that is not empty.</summary>
sealed class PrependRule(string prefix) : ITextRule
{
    public string Apply(string text) => text.Length == 0 ? text : prefix + text;
}

/// <summary>Replaces one string by another.</summary>
sealed class ReplaceRule(string old, string replacement) : ITextRule
{
    public string Apply(string text) => text.Replace(old, replacement, StringComparison.Ordinal);
}

/// <summary>Replaces the matches of a pattern.</summary>
sealed class ReplacePatternRule(CodePointPattern pattern, string replacement) : ITextRule
{
    public string Apply(string text)
    {
        var result = new StringBuilder();
        var end = 0;
        pattern.Matches(text, (start, length) =>
        {
            result.Append(text, end, start - end).Append(replacement);
            end = start + length;
        });
        return result.Append(text, end, text.Length - end).ToString();
    }
}
