namespace Ttt.Layers;

/// <summary>The gradients of one call of a scan program, each of the shape of what it belongs to.</summary>
/// <param name="Query">Of the queries.</param>
/// <param name="Key">Of the keys.</param>
/// <param name="Value">Of the values.</param>
/// <param name="Rate">Of λ.</param>
/// <param name="Position">Of τ.</param>
/// <param name="Fast">Of the weights the rows started from.</param>
/// <param name="Sums">Of the sums the rows started from; empty where they start at a boundary.</param>
/// <param name="Slow">Of the slow parameters.</param>
public sealed record ScanGradients(Tensor Query, Tensor Key, Tensor Value, Tensor Rate, Tensor Position, Tensor[] Fast, Tensor[] Sums, Tensor[] Slow);
