namespace Ttt.Models;

/// <summary>How a model does a task.</summary>
/// <param name="Asked">Answers that were asked for.</param>
/// <param name="Loss">Mean loss of these: cross entropy in nats, or squared error.</param>
/// <param name="Accuracy">Share of right answers, or of the variance that is explained.</param>
/// <param name="StandardError">Of the accuracy, over sequences; NaN of one sequence.</param>
/// <param name="Chance">Accuracy by guessing, on these sequences.</param>
/// <param name="Best">Accuracy of the best of all predictors on these sequences.</param>
public sealed record TaskScore(long Asked, double Loss, double Accuracy, double StandardError, double Chance, double Best);
