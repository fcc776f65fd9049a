namespace Ttt.Cli;

/// <summary>The recall of one model.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Points">By distance.</param>
sealed record ModelRecall(string Name, IReadOnlyList<RecallPoint> Points);
