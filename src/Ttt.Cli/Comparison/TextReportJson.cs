using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ttt.Cli;

/// <summary>A comparison on a text as JSON. The names are part of the tool: new ones may come, none changes its meaning while the schema keeps its number.</summary>
static class TextReportJson
{
    public const string Schema = "ttt-compare/1";

    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    public static string Write(string title, string text, string unit, double bytesPerToken, IReadOnlyList<Outcome<TextScore>> outcomes, CurveSet? curves) => new JsonObject
    {
        ["schema"] = Schema,
        ["title"] = title,
        ["text"] = text,
        ["unit"] = unit,
        ["bytes_per_token"] = bytesPerToken,
        ["runs"] = new JsonArray([.. outcomes.Select(outcome => (JsonNode)Run(outcome))]),
        ["by_index"] = curves is null ? null : CurveJson.Object(curves),
    }.ToJsonString(Indented) + "\n";

    static JsonObject Run(Outcome<TextScore> outcome)
    {
        var run = new JsonObject
        {
            ["name"] = outcome.Entry.Name,
            ["series"] = outcome.Entry.Series,
            ["from"] = outcome.Entry.From?.Name,
            ["model"] = JsonNode.Parse(ModelConfigJson.Write(outcome.Entry.Model)),
            ["training"] = JsonNode.Parse(TrainingOptionsJson.Write(outcome.Entry.Training)),
            ["tokens"] = outcome.Entry.Tokens,
            ["failure"] = outcome.Failure,
        };
        if (outcome.Finished is { } finished)
        {
            run["parameters"] = finished.Parameters;
            run["training_operations"] = double.IsFinite(finished.Operations) ? finished.Operations : null;
            run["seconds"] = finished.Seconds;
            run["loss"] = finished.Score.HeldOut.Loss;
            run["perplexity"] = finished.Score.HeldOut.Perplexity;
            run["bits_per_byte"] = finished.Score.HeldOut.BitsPerByte;
            run["held_out"] = new JsonArray([.. finished.History.Points.Where(p => p.HeldOutLoss is not null).Select(p => (JsonNode)new JsonObject { ["step"] = p.Step, ["loss"] = p.HeldOutLoss })]);
        }
        return run;
    }
}
