namespace Ttt.Cli;

/// <summary>A comparison of models on tasks.</summary>
sealed class TaskComparison(Terminal terminal, CompareConfig config, Comparison comparison)
{
    /// <summary>Trains, measures and writes the report into a folder.</summary>
    /// <exception cref="TttException">An entry cannot be used.</exception>
    public int Run(string folder)
    {
        ComparedTask[] fitted = [.. config.Tasks.Select(task => task with { Entries = comparison.Fit(task.Entries, task.Task.VocabSize) })];
        var columns = new List<TaskColumn>();
        foreach (var task in fitted)
        {
            terminal.Line($"--- {task.Name}: {task.Task}");
            columns.Add(new(task, comparison.Run(task.Entries, new SyntheticData(task.Task), null, (_, model) => TaskEvaluator.Evaluate(model, task.Task.Test, config.TestSequences, terminal.Interrupted))));
        }
        new TaskReport(config.Title, config.TestSequences, columns).Save(folder);
        terminal.Line();
        terminal.Line($"report {Path.Combine(folder, TaskReport.File)}");
        return columns.Any(column => column.Outcomes.Any(outcome => outcome.Failure is not null)) ? ExitCode.NotReached : ExitCode.Success;
    }
}
