namespace Ttt.Cli;

/// <summary>What a comparison found of one task.</summary>
/// <param name="Task">The task.</param>
/// <param name="Outcomes">What became of every entry.</param>
sealed record TaskColumn(ComparedTask Task, IReadOnlyList<Outcome<TaskScore>> Outcomes)
{
    /// <summary>A score: guessing and the best of all predictors are the same in each. Null: all failed.</summary>
    public TaskScore? Any => Outcomes.Select(outcome => outcome.Finished?.Score).FirstOrDefault(score => score is not null);

    /// <summary>Name of the plot of its losses.</summary>
    public string Plot => $"{string.Concat(Task.Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'))}.svg";
}
