namespace Ttt.Models;

/// <summary>A piece of one of several texts that are continued together.</summary>
/// <param name="Request">The place of its request.</param>
/// <param name="Text">What comes next in that text; whole characters.</param>
public readonly record struct TextPiece(int Request, string Text);
