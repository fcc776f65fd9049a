namespace Ttt.Layers;

/// <summary>What the inner model answers to every key, with weights of three moments; NaN where the moment lies beyond the sequence.</summary>
/// <param name="Initial">f(k_t; W_0), [B,H,T,Dv].</param>
/// <param name="Before">With the weights before the token's own step.</param>
/// <param name="After">With the weights after it: the token's, or where outputs read the last boundary the step of its mini-batch.</param>
/// <param name="Label">What the inner model should answer.</param>
public sealed record InnerAnswers(Tensor Initial, Tensor Before, Tensor After, Tensor Label);
