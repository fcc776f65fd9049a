namespace Ttt.Cli;

/// <summary>How a model predicts the held-out text.</summary>
/// <param name="HeldOut">In windows as long as it was trained with.</param>
/// <param name="Curve">By index in longer windows, the same for all.</param>
sealed record TextScore(EvaluationResult HeldOut, LossCurve Curve);
