using System.Text;
using System.Text.Json;

namespace Ttt.Cli;

/// <summary>What a model costs, as JSON.</summary>
static class CostJson
{
    public static string Write(ModelCost cost)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, new() { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("context", cost.Context);
            json.WriteNumber("parameters", cost.Parameters);
            Operations(json, cost.Operations);
            json.WriteNumber("state_bytes", cost.StateBytes);
            Line(json, "embedding", cost.Embedding);
            json.WriteStartArray("blocks");
            foreach (var block in cost.Blocks)
            {
                json.WriteStartObject();
                json.WriteNumber("index", block.Index);
                json.WriteString("layer", block.Layer);
                json.WriteNumber("parameters", block.Parameters);
                Operations(json, block.Operations);
                json.WriteNumber("state_bytes", block.StateBytes);
                json.WriteStartObject("parts");
                foreach (var part in block.Parts)
                    Line(json, part.Part, part);
                json.WriteEndObject();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            Line(json, "norm", cost.Norm);
            Line(json, "vocabulary", cost.Head);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(memory.ToArray());
    }

    static void Line(Utf8JsonWriter json, string name, CostLine line)
    {
        json.WriteStartObject(name);
        json.WriteNumber("parameters", line.Parameters);
        Operations(json, line.Operations);
        json.WriteEndObject();
    }

    // null where nobody counted
    static void Operations(Utf8JsonWriter json, OperationCount count)
    {
        json.WriteStartObject("operations_per_token");
        foreach (var (name, value) in new[] { ("prefill", count.Prefill), ("decode", count.Decode), ("training", count.Training) })
            if (double.IsNaN(value))
                json.WriteNull(name);
            else
                json.WriteNumber(name, value);
        json.WriteEndObject();
    }
}
