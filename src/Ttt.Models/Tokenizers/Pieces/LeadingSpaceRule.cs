namespace Ttt.Models;

/// <summary>Every text begins with a blank, so that its first word is written as in mid-sentence.</summary>
sealed class LeadingSpaceRule : IPieceRule
{
    public void Cut(Piece piece, Action<Piece> next)
        => next(piece.Text.Span is [' ', ..] ? piece : piece with { Text = $" {piece.Text}".AsMemory() });
}
