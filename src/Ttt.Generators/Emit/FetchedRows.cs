using Ttt.Generators.Ir;

namespace Ttt.Generators.Emit;

/// <summary>Rows of the caller that a kernel fetches for the next mini-batch, where there is memory for both.</summary>
/// <param name="Field">The rows of this mini-batch.</param>
/// <param name="Ahead">Memory for both; none where they are read in the caller's memory.</param>
/// <param name="Row">Numbers from one row to the next.</param>
/// <param name="Input">Their place among the inputs.</param>
/// <param name="Shape">Their shape.</param>
internal sealed record FetchedRows(string Field, string Ahead, string Row, int Input, Shape Shape);
