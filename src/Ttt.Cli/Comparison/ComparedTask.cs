namespace Ttt.Cli;

/// <summary>A task that all entries are trained on.</summary>
/// <param name="Name">What it is called in the report.</param>
/// <param name="Task">The task.</param>
/// <param name="Entries">The entries, with its recipe.</param>
sealed record ComparedTask(string Name, ISyntheticTask Task, IReadOnlyList<CompareEntry> Entries);
