namespace Ttt.Models;

/// <summary>Cuts a text into words, which merges do not cross.</summary>
interface IPieceRule
{
    void Cut(Piece piece, Action<Piece> next);
}

/// <summary>Rules one after another.</summary>
sealed class PieceRules(IReadOnlyList<IPieceRule> rules) : IPieceRule
{
    public void Cut(Piece piece, Action<Piece> next) => Cut(0, piece, next);

    void Cut(int rule, Piece piece, Action<Piece> next)
    {
        if (piece.Text.IsEmpty)
            return;
        if (rule == rules.Count)
            next(piece);
        else
            rules[rule].Cut(piece, part => Cut(rule + 1, part, next));
    }
}
