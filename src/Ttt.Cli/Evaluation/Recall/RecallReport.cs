using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Ttt.Cli;

/// <summary>The recall of several models, as a table, a plot and files.</summary>
/// <param name="Probe">What was said and asked for.</param>
/// <param name="Unit">byte or token.</param>
/// <param name="Text">The text around.</param>
/// <param name="Choices">Answers to choose from.</param>
/// <param name="Models">At least one.</param>
sealed record RecallReport(string Probe, string Unit, string Text, int Choices, IReadOnlyList<ModelRecall> Models)
{
    public const string Schema = "ttt-recall/1";

    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    double Chance => 1.0 / Choices;

    public void Write(Terminal terminal)
    {
        terminal.Line($"{Probe} in {Text}, {Count.Of(Models[0].Points[0].Samples, "prompt")} at each distance: right among {Choices} by likelihood, in percent ± standard error; in brackets right by greedy decoding");
        var table = new Table().Border(TableBorder.Simple).AddColumn($"{Unit}s between");
        foreach (var model in Models)
            table.AddColumn(new TableColumn(Markup.Escape(model.Name)) { Alignment = Justify.Right });
        for (var row = 0; row < Models[0].Points.Count; row++)
            table.AddRow(Cells.Row([$"{Models[0].Points[row].Distance}", .. Models.Select(model => (FormattableString)$"{CurveTable.Cell(100 * model.Points[row].Accuracy, 100 * model.Points[row].StandardError, "0", "0")} ({100 * model.Points[row].Exact:0})")]));
        table.AddRow(Cells.Row([$"chance", .. Models.Select(_ => (FormattableString)$"{100 * Chance:0} (0)")]));
        terminal.Show(table);
    }

    public SvgPlot Plot() => new()
    {
        Title = $"{Probe}: right among {Choices}",
        XLabel = $"{Unit}s between statement and question",
        YLabel = "accuracy",
        LogarithmicX = true,
        Series =
        [
            .. Models.Select(model => new PlotSeries(model.Name, [.. model.Points.Select(p => (Math.Max(p.Distance, 1.0), p.Accuracy))], Marked: true)),
            new("chance", [.. Models[0].Points.Select(p => (Math.Max(p.Distance, 1.0), Chance))], Faint: true),
        ],
    };

    public string Csv()
    {
        var text = new StringBuilder("model,distance,samples,accuracy,standard_error,exact\n");
        foreach (var model in Models)
            foreach (var point in model.Points)
                text.Append(CurveCsv.Quote(model.Name)).Append(CultureInfo.InvariantCulture, $",{point.Distance},{point.Samples},{point.Accuracy:R},{point.StandardError:R},{point.Exact:R}\n");
        return text.ToString();
    }

    public string Json() => new JsonObject
    {
        ["schema"] = Schema,
        ["probe"] = Probe,
        ["unit"] = Unit,
        ["text"] = Text,
        ["choices"] = Choices,
        ["chance"] = Chance,
        ["models"] = new JsonArray([.. Models.Select(model => (JsonNode)new JsonObject
        {
            ["name"] = model.Name,
            ["points"] = new JsonArray([.. model.Points.Select(point => (JsonNode)new JsonObject
            {
                ["distance"] = point.Distance,
                ["samples"] = point.Samples,
                ["accuracy"] = point.Accuracy,
                ["standard_error"] = CurveJson.Finite(point.StandardError),
                ["exact"] = point.Exact,
            })]),
        })]),
    }.ToJsonString(Indented) + "\n";
}
