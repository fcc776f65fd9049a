namespace Ttt.Cli;

/// <summary>What a comparison found of one task.</summary>
/// <param name="Task">The task.</param>
/// <param name="Outcomes">What became of every entry.</param>
sealed record TaskColumn(ComparedTask Task, IReadOnlyList<Outcome<TaskScore>> Outcomes)
{
    /// <summary>Name of the plot of its losses.</summary>
    public string Plot => $"{string.Concat(Task.Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'))}.svg";
}
