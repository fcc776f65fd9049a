namespace Ttt.Models;

/// <summary>How a model does a task.</summary>
/// <param name="Asked">Tokens that were asked for.</param>
/// <param name="Loss">Mean cross entropy of these, nats.</param>
/// <param name="Accuracy">Share of them whose most likely token was the right one.</param>
/// <param name="StandardError">Of the accuracy, over sequences.</param>
/// <param name="Chance">Accuracy by guessing.</param>
public sealed record TaskScore(long Asked, double Loss, double Accuracy, double StandardError, double Chance);
