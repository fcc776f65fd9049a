namespace Ttt.Models;

/// <summary>Where a sign for the blank is put before a text.</summary>
enum Prefix { Never, First, Always }

/// <summary>Writes blanks as a visible sign, which belongs to the word after it.</summary>
/// <param name="sign">The sign, U+2581 as a rule.</param>
/// <param name="prefix">Where one is put in front.</param>
/// <param name="split">Every sign begins a word; else nothing is cut.</param>
sealed class MetaspaceRule(char sign, Prefix prefix, bool split) : IPieceRule
{
    public void Cut(Piece piece, Action<Piece> next)
    {
        var text = piece.Text.ToString().Replace(' ', sign);
        if (text[0] != sign && (prefix == Prefix.Always || (prefix == Prefix.First && piece.Opens)))
            text = sign + text;
        var whole = piece with { Text = text.AsMemory() };
        if (!split)
        {
            next(whole);
            return;
        }
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf(sign, start + 1);
            var length = (end < 0 ? text.Length : end) - start;
            next(whole.Part(start, length));
            start += length;
        }
    }
}
