namespace Ttt.Models;

/// <summary>The inner loss of one block by position in the sequence, mean over sequences and heads; NaN where a moment lies beyond the sequence.</summary>
/// <param name="Block">The block, from 0.</param>
/// <param name="Layer">The name of its layer.</param>
/// <param name="Initial">With the weights that every sequence starts from, ℓ(W₀; x_t).</param>
/// <param name="Before">With the weights before the token's step, ℓ(W_t−1; x_t).</param>
/// <param name="After">With the weights after it, ℓ(W_t; x_t).</param>
public sealed record InnerLossCurve(int Block, string Layer, double[] Initial, double[] Before, double[] After);
