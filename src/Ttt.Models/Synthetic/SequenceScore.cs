namespace Ttt.Models;

/// <summary>How one sequence of a task was done.</summary>
/// <param name="Share">1: as it should be.</param>
/// <param name="Guess">What a guesser who knows the task but not the sequence reaches on it.</param>
/// <param name="Best">What the best of all predictors reaches on it.</param>
public readonly record struct SequenceScore(double Share, double Guess, double Best);
