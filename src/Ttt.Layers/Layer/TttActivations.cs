namespace Ttt.Layers;

/// <summary>What a layer computes on the way, for tools and tests.</summary>
/// <param name="Query">[B,H,T,D], as it enters the inner model.</param>
/// <param name="Key">[B,H,T,D].</param>
/// <param name="Value">[B,H,T,Dv].</param>
/// <param name="Gates">Rates and gates [B,H,T,·], in the order of the declaration.</param>
/// <param name="Position">τ [T].</param>
/// <param name="InnerOutput">[B,T,H·Dv]: the inner model's answers, heads side by side.</param>
/// <param name="Output">[B,T,C].</param>
public sealed record TttActivations(Tensor Query, Tensor Key, Tensor Value, Tensor[] Gates, Tensor Position, Tensor InnerOutput, Tensor Output);
