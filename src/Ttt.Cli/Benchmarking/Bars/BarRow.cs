namespace Ttt.Cli;

/// <summary>One line of the table of bars.</summary>
/// <param name="Work">What was run.</param>
/// <param name="Bar">What must hold, in words.</param>
/// <param name="Value">What is compared with the bar, of the best windows.</param>
/// <param name="Median">The same of the medians.</param>
/// <param name="Holds">Whether the best windows reach the bar.</param>
/// <param name="Shown">The value, with its unit.</param>
/// <param name="ShownMedian">The median, with its unit.</param>
/// <param name="Of">The cases it was made of; the first is what time and spread are of.</param>
sealed record BarRow(string Work, string Bar, double Value, double Median, bool Holds, string Shown, string ShownMedian, IReadOnlyList<BenchWork> Of);
