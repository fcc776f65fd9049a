namespace Ttt.Generators.Emit;

/// <summary>Memory of the kernel's own for rows that the caller may leave out, or for what a function works on.</summary>
/// <param name="Field">Where it is.</param>
/// <param name="Buffer">The buffer.</param>
/// <param name="Row">Numbers from one row to the next where the machine chooses between this memory and the caller's; null where rows lie as the caller has them.</param>
internal sealed record OwnRows(string Field, string Buffer, string? Row);
