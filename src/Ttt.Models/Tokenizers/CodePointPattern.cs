using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Ttt.Models;

/// <summary>
/// A regular expression over code points, as other tokenizers understand theirs. .NET matches UTF-16 units, to which a letter beyond U+FFFF is two surrogates and no letter;
/// such a code point is matched as one character of the same category.
/// </summary>
sealed class CodePointPattern(string pattern)
{
    static readonly char[] Likeness = Likenesses();
    readonly Regex regex = new(pattern, RegexOptions.CultureInvariant | RegexOptions.Compiled);

    /// <summary>Calls with start and length, in UTF-16 units, of every match in turn.</summary>
    public void Matches(ReadOnlySpan<char> text, Action<int, int> found)
    {
        if (text.IndexOfAnyInRange('\uD800', '\uDBFF') < 0)
        {
            foreach (var match in regex.EnumerateMatches(text))
                found(match.Index, match.Length);
            return;
        }
        var (shadow, starts) = Shadow(text);
        foreach (var match in regex.EnumerateMatches(shadow))
            found(starts[match.Index], starts[match.Index + match.Length] - starts[match.Index]);
    }

    static (string Shadow, int[] Starts) Shadow(ReadOnlySpan<char> text)
    {
        var shadow = new StringBuilder(text.Length);
        var starts = new List<int>(text.Length + 1);
        for (var i = 0; i < text.Length;)
        {
            Rune.DecodeFromUtf16(text[i..], out var rune, out var consumed);
            starts.Add(i);
            shadow.Append(consumed == 1 ? text[i] : Likeness[(int)Rune.GetUnicodeCategory(rune)]);
            i += consumed;
        }
        starts.Add(text.Length);
        return (shadow.ToString(), [.. starts]);
    }

    // the last character of each category: patterns name ASCII and common ones
    static char[] Likenesses()
    {
        var found = new char[(int)UnicodeCategory.OtherNotAssigned + 1];
        for (var c = (char)0x80; c < char.MaxValue; c++)
            found[(int)CharUnicodeInfo.GetUnicodeCategory(c)] = c;
        return found;
    }
}
