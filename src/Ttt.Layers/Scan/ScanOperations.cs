namespace Ttt.Layers;

/// <summary>
/// What the mathematics of a layer's programs needs in matrix products, whatever a kernel recomputes. A product with a lower triangle on its left counts
/// (b + 1) / 2 of b terms a row; all others count in full.
/// </summary>
/// <param name="Forward">The dual form: all products, or token by token where there is none.</param>
/// <param name="Backward">Products that the forward pass does not have, and the updates of the state once more: they are run again, so that no state is kept per mini-batch.</param>
/// <param name="Decode">As many tokens one by one.</param>
public readonly record struct ScanOperations(double Forward, double Backward, double Decode);
