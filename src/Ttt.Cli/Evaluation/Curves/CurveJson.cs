using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ttt.Cli;

/// <summary>Curves as JSON. The names are part of the tool: new ones may come, none changes its meaning while the schema keeps its number.</summary>
static class CurveJson
{
    public const string Schema = "ttt-curves/1";

    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    public static string Write(CurveSet set) => Object(set).ToJsonString(Indented) + "\n";

    public static JsonObject Object(CurveSet set) => new()
    {
        ["schema"] = Schema,
        ["kind"] = set.Axis.Name,
        ["unit"] = set.Unit,
        ["text"] = set.Text,
        ["windows"] = set.Windows,
        ["models"] = new JsonArray([.. set.Models.Select(model => (JsonNode)Model(set, model))]),
    };

    static JsonObject Model(CurveSet set, ModelCurve model) => new()
    {
        ["name"] = model.Name,
        ["bytes_per_token"] = model.BytesPerToken,
        ["points"] = new JsonArray([.. model.Curve.Points.Zip(model.Curve.Minus(set.Models[0].Curve).Points, (point, difference) => (JsonNode)new JsonObject
        {
            ["from"] = point.From,
            ["to"] = point.To,
            ["tokens"] = point.Tokens,
            ["loss"] = point.Loss,
            ["standard_error"] = Finite(point.StandardError),
            ["perplexity"] = point.Perplexity,
            ["perplexity_error"] = Finite(point.PerplexityError),
            ["bits_per_byte"] = Bits.PerByte(point.Loss, model.BytesPerToken),
            ["loss_minus_first"] = difference.Loss,
            ["loss_minus_first_error"] = Finite(difference.StandardError),
        })]),
    };

    /// <summary>A number, or null where it is none.</summary>
    public static JsonNode? Finite(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
