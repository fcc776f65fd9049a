namespace Ttt.Models;

/// <summary>Cuts a text without words of its own where no merge can join: before a sign that follows another character. It changes no token and lets words be remembered.</summary>
sealed class AfterSignRule(char sign) : IPieceRule
{
    public void Cut(Piece piece, Action<Piece> next)
    {
        var text = piece.Text.Span;
        var start = 0;
        for (var i = 1; i < text.Length; i++)
            if (text[i] == sign && text[i - 1] != sign)
            {
                next(piece.Part(start, i - start));
                text = piece.Text.Span;
                start = i;
            }
        next(piece.Part(start, text.Length - start));
    }
}
