namespace Ttt.Models;

/// <summary>Cuts at the matches of a pattern.</summary>
/// <param name="pattern">The pattern.</param>
/// <param name="matches">Matches are words.</param>
/// <param name="gaps">What lies between matches is a word.</param>
sealed class PatternRule(CodePointPattern pattern, bool matches, bool gaps) : IPieceRule
{
    public void Cut(Piece piece, Action<Piece> next)
    {
        var end = 0;
        pattern.Matches(piece.Text.Span, (start, length) =>
        {
            if (gaps && start > end)
                next(piece.Part(end, start - end));
            if (matches && length > 0)
                next(piece.Part(start, length));
            end = start + length;
        });
        if (gaps && end < piece.Text.Length)
            next(piece.Part(end, piece.Text.Length - end));
    }
}
