namespace Ttt.Models;

/// <summary>A part of a text on its way to tokens.</summary>
/// <param name="Text">The part.</param>
/// <param name="Opens">It is the beginning of the whole text.</param>
readonly record struct Piece(ReadOnlyMemory<char> Text, bool Opens)
{
    public Piece Part(int start, int length) => new(Text.Slice(start, length), Opens && start == 0);
}
