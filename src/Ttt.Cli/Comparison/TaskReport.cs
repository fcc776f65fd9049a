using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ttt.Cli;

/// <summary>What a comparison on tasks found: a page in Markdown, a plot for each task, and everything as JSON.</summary>
sealed class TaskReport(string title, int sequences, IReadOnlyList<TaskColumn> columns)
{
    public const string File = "report.md", Data = "report.json", Schema = "ttt-compare-tasks/1";

    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    public void Save(string folder)
    {
        foreach (var column in columns)
            Losses(column).Save(Path.Combine(folder, column.Plot));
        AtomicFile.WriteText(Path.Combine(folder, Data), Json());
        AtomicFile.WriteText(Path.Combine(folder, File), Markdown());
    }

    string Markdown()
    {
        var page = new StringBuilder().Append($"# {title}\n\n");
        page.Append(FormattableString.Invariant($"Share of right answers on {sequences} sequences that were never trained on (of linear regression the share of the variance that is explained), in percent, ± the standard error over sequences. `best` is the best of all predictors.\n\n"));
        page.Append(Accuracies()).Append("\n## Tasks\n\n").Append(Recipes());
        foreach (var column in columns)
            page.Append($"\n![{column.Task.Name}]({column.Plot})\n");
        foreach (var column in columns)
            foreach (var outcome in column.Outcomes.Where(o => o.Failure is not null))
                page.Append($"\n**{outcome.Entry.Name}** failed at {column.Task.Name}: {outcome.Failure}\n");
        return page.ToString();
    }

    MarkdownTable Accuracies()
    {
        var table = new MarkdownTable(["model", columns.Count > 1 ? $"parameters ({columns[0].Task.Name})" : "parameters", .. columns.Select(column => column.Task.Name)]);
        for (var row = 0; row < columns[0].Outcomes.Count; row++)
            table.Add([columns[0].Outcomes[row].Entry.Name, columns[0].Outcomes[row].Finished is { } run ? Quantity.Thousands(run.Parameters) : "-", .. columns.Select(column => Cell(column.Outcomes[row].Finished?.Score))]);
        table.Add(["chance", "", .. columns.Select(column => Percent(column.Any?.Chance))]);
        table.Add(["best", "", .. columns.Select(column => Percent(column.Any?.Best))]);
        return table;
    }

    static string Percent(double? share) => share is { } value ? FormattableString.Invariant($"{100 * value:0.0}") : "-";

    static string Cell(TaskScore? score) => score is null ? "failed" : CurveTable.Cell(100 * score.Accuracy, 100 * score.StandardError, "0.0", "0.0");

    MarkdownTable Recipes()
    {
        var table = new MarkdownTable("task", "sizes", "updates", "sequences of an update", "tokens");
        foreach (var (task, _) in columns)
            table.Add(task.Name, task.Task.ToString(), Quantity.Thousands(task.Entries[0].Training.Steps), Quantity.Thousands(task.Entries[0].Training.UpdateRows), Quantity.Thousands(task.Entries[0].Tokens));
        return table;
    }

    static SvgPlot Losses(TaskColumn column) => new()
    {
        Title = column.Task.Name,
        XLabel = "updates",
        YLabel = "loss per answer, held out",
        Series = [.. column.Outcomes.Where(o => o.Finished is not null).Select(o => new PlotSeries(o.Entry.Name,
            [.. o.Finished!.History.Points.Where(p => p.HeldOutLoss is not null).Select(p => ((double)p.Step, p.HeldOutLoss!.Value))]))],
    };

    string Json() => new JsonObject
    {
        ["schema"] = Schema,
        ["title"] = title,
        ["sequences"] = sequences,
        ["tasks"] = new JsonArray([.. columns.Select(column => (JsonNode)new JsonObject
        {
            ["name"] = column.Task.Name,
            ["task"] = column.Task.Task.ToString(),
            ["chance"] = column.Any?.Chance,
            ["best"] = column.Any?.Best,
            ["runs"] = new JsonArray([.. column.Outcomes.Select(outcome => (JsonNode)new JsonObject
            {
                ["name"] = outcome.Entry.Name,
                ["model"] = JsonNode.Parse(ModelConfigJson.Write(outcome.Entry.Model)),
                ["training"] = JsonNode.Parse(TrainingOptionsJson.Write(outcome.Entry.Training)),
                ["failure"] = outcome.Failure,
                ["parameters"] = outcome.Finished?.Parameters,
                ["seconds"] = outcome.Finished?.Seconds,
                ["loss"] = outcome.Finished?.Score.Loss,
                ["accuracy"] = outcome.Finished?.Score.Accuracy,
                ["standard_error"] = outcome.Finished?.Score.StandardError is { } error && double.IsFinite(error) ? error : null,
            })]),
        })]),
    }.ToJsonString(Indented) + "\n";
}
