namespace Ttt.Cli;

/// <summary>What became of an entry.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Finished">What was measured; null: it failed.</param>
/// <param name="Failure">Why; null: it did not.</param>
sealed record Outcome<TScore>(CompareEntry Entry, Finished<TScore>? Finished, string? Failure);

/// <summary>A finished run.</summary>
/// <param name="Parameters">Learned values.</param>
/// <param name="Operations">Of all its training, that of the run it began with included; NaN where nobody counted them.</param>
/// <param name="Seconds">That its updates took; of its own alone.</param>
/// <param name="History">Its losses.</param>
/// <param name="Score">What the model can do.</param>
sealed record Finished<TScore>(long Parameters, double Operations, double Seconds, LossHistory History, TScore Score);
