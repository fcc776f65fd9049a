namespace Ttt.Layers;

/// <summary>
/// The rows that a scan program reads. Whole mini-batches (5-D): q [B,H,N,b,D], k [B,H,N,e,D], v [B,H,N,e,Dv], gates [B,H,N,b,1] (a rate by column [B,H,N,b,n]),
/// τ [1,1,N,b,1]; rows of one mini-batch (4-D): the same without N. There are as many key rows as query rows, e = b, but for a window of w tokens, which reaches
/// w − 1 rows further back: e = b + w − 1.
/// </summary>
/// <param name="Query">What the updated inner model is asked.</param>
/// <param name="Key">What the inner model learns from.</param>
/// <param name="Value">What it should answer.</param>
/// <param name="Gates">Rates λ, retention, momentum, in the order of the declaration.</param>
/// <param name="Position">τ: the position factor of each token.</param>
/// <param name="Weight">ω [·,e,1]: the weight of each key row's loss in a window; null without one.</param>
/// <param name="QueryPast">The queries of earlier tokens that the inner model reads, in the order of its parameters.</param>
/// <param name="KeyPast">The keys of earlier tokens, likewise.</param>
public sealed record ScanRows(Tensor Query, Tensor Key, Tensor Value, Tensor[] Gates, Tensor Position, Tensor? Weight, Tensor[] QueryPast, Tensor[] KeyPast);
