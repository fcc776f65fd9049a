namespace Ttt.Layers;

/// <summary>
/// The rows that a scan program reads. Whole mini-batches (5-D): q, k [B,H,N,b,D], v [B,H,N,b,Dv], λ [B,H,N,b,1], τ [1,1,N,b,1];
/// rows of one mini-batch (4-D): the same without N.
/// </summary>
/// <param name="Query">What the updated inner model is asked.</param>
/// <param name="Key">What the inner model learns from.</param>
/// <param name="Value">What it should answer.</param>
/// <param name="Rate">λ: the inner rate of each token.</param>
/// <param name="Position">τ: the position factor of each token.</param>
public readonly record struct ScanRows(Tensor Query, Tensor Key, Tensor Value, Tensor Rate, Tensor Position);
