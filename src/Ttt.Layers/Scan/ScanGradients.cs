namespace Ttt.Layers;

/// <summary>The gradients of one call of a scan program, each of the shape of what it belongs to.</summary>
/// <param name="Rows">Of the rows.</param>
/// <param name="State">Of the state the rows started from: at a boundary without what restarts there.</param>
/// <param name="Slow">Of the slow parameters.</param>
public sealed record ScanGradients(ScanRows Rows, Tensor[] State, Tensor[] Slow);
