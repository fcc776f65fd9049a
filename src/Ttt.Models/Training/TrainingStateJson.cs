using System.Text;
using System.Text.Json;

namespace Ttt.Models;

/// <summary>training.json of a checkpoint: the step, which text and tokenizer, and the options.</summary>
sealed record TrainingStateJson(int Step, string Tokenizer, string Corpus, TrainingOptions Options)
{
    public string Write()
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, new() { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("step", Step);
            json.WriteString("tokenizer", Tokenizer);
            json.WriteString("corpus", Corpus);
            json.WritePropertyName("options");
            TrainingOptionsJson.Write(json, Options);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(memory.ToArray()) + "\n";
    }

    /// <exception cref="TttException">The file is missing or malformed.</exception>
    public static TrainingStateJson Load(string path)
    {
        using var document = ModelConfigJson.ParseDocument(UserFile.ReadText(path), path);
        var fields = new JsonFields(document.RootElement, path);
        fields.Accept("options");
        var (step, tokenizer, corpus) = (fields.Integer("step", 0), fields.Text("tokenizer", ""), fields.Text("corpus", ""));
        fields.Finish();
        if (!document.RootElement.TryGetProperty("options", out var options) || options.ValueKind != JsonValueKind.Object)
            throw new TttException($"{path}: 'options' is missing");
        return new(step, tokenizer, corpus, TrainingOptionsJson.Read(options, path));
    }
}
