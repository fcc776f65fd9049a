using System.Text.RegularExpressions;

namespace Ttt.Models;

/// <summary>Finds added tokens: the leftmost first, of those at one place the longest.</summary>
sealed class AddedTokens
{
    readonly Regex? regex;
    readonly int[] ids;

    /// <param name="tokens">The tokens.</param>
    /// <param name="write">What becomes of a token's text before it is looked for.</param>
    public AddedTokens(IEnumerable<AddedToken> tokens, Func<string, string> write)
    {
        var ordered = tokens.Select(token => (Token: token, Text: write(token.Content))).OrderByDescending(t => t.Text.Length).ToArray();
        ids = [.. ordered.Select(t => t.Token.Id)];
        if (ids.Length > 0)
            regex = new(string.Join('|', ordered.Select(t => $"({t.Token.Pattern(t.Text)})")), RegexOptions.CultureInvariant);
    }

    /// <summary>Calls <paramref name="found"/> with every token and <paramref name="between"/> with the text that lies between two, in their order.</summary>
    public void Split(string text, Action<int> found, Action<string, int> between)
    {
        var end = 0;
        for (var match = regex?.Match(text); match is { Success: true }; match = match.NextMatch())
        {
            if (match.Index > end)
                between(text[end..match.Index], end);
            found(ids[Which(match)]);
            end = match.Index + match.Length;
        }
        if (end < text.Length)
            between(end == 0 ? text : text[end..], end);
    }

    static int Which(Match match)
    {
        var group = 1;
        while (!match.Groups[group].Success)
            group++;
        return group - 1;
    }
}
