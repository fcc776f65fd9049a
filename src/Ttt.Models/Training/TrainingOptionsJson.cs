using System.Text;
using System.Text.Json;

namespace Ttt.Models;

/// <summary>Training options as JSON, keys in snake_case.</summary>
public static class TrainingOptionsJson
{
    /// <exception cref="TttException">The file is missing, not JSON, or has wrong values or unknown keys: one line per fault.</exception>
    public static TrainingOptions Load(string path) => Parse(UserFile.ReadText(path), path);

    /// <summary>Reads options from JSON text; <paramref name="source"/> names it in messages.</summary>
    /// <exception cref="TttException">One line per fault.</exception>
    public static TrainingOptions Parse(string json, string source)
    {
        using var document = ModelConfigJson.ParseDocument(json, source);
        return Read(document.RootElement, source);
    }

    internal static TrainingOptions Read(JsonElement element, string source)
    {
        var fields = new JsonFields(element, source);
        var defaults = new TrainingOptions();
        var options = new TrainingOptions
        {
            Steps = fields.Integer("steps", defaults.Steps),
            BatchSize = fields.Integer("batch_size", defaults.BatchSize),
            AccumulationSteps = fields.Integer("accumulation_steps", defaults.AccumulationSteps),
            ContextLength = fields.Integer("context_length", defaults.ContextLength),
            Order = fields.Choice<WindowOrder>("order") ?? defaults.Order,
            DocumentSeparator = element.TryGetProperty("document_separator", out var separator) && separator.ValueKind != JsonValueKind.Null ? fields.Text("document_separator", "") : null,
            LearningRate = fields.Number("learning_rate", defaults.LearningRate),
            MinimumLearningRate = fields.Number("minimum_learning_rate", defaults.MinimumLearningRate),
            WarmupSteps = fields.Integer("warmup_steps"),
            InnerWarmupSteps = fields.Integer("inner_warmup_steps", defaults.InnerWarmupSteps),
            Precision = fields.Choice<Precision>("dtype") ?? defaults.Precision,
            Beta1 = fields.Number("beta1", defaults.Beta1),
            Beta2 = fields.Number("beta2", defaults.Beta2),
            Epsilon = fields.Number("epsilon", defaults.Epsilon),
            WeightDecay = fields.Number("weight_decay", defaults.WeightDecay),
            ClipNorm = fields.Number("clip_norm", defaults.ClipNorm),
            Seed = fields.Long("seed", defaults.Seed),
            EvaluationInterval = fields.Integer("evaluation_interval", defaults.EvaluationInterval),
            EvaluationTokens = fields.Integer("evaluation_tokens", defaults.EvaluationTokens),
            CheckpointInterval = fields.Integer("checkpoint_interval", defaults.CheckpointInterval),
        };
        foreach (var fault in options.Faults())
            fields.Require(false, fault);
        fields.Finish();
        return options;
    }

    /// <summary>The options as indented JSON, the same text everywhere.</summary>
    public static string Write(TrainingOptions options)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, new() { Indented = true, NewLine = "\n" }))
            Write(json, options);
        return Encoding.UTF8.GetString(memory.ToArray()) + "\n";
    }

    internal static void Write(Utf8JsonWriter json, TrainingOptions options)
    {
        json.WriteStartObject();
        json.WriteNumber("steps", options.Steps);
        json.WriteNumber("batch_size", options.BatchSize);
        if (options.AccumulationSteps != 1)
            json.WriteNumber("accumulation_steps", options.AccumulationSteps);
        json.WriteNumber("context_length", options.ContextLength);
        if (options.Order != WindowOrder.Random)
            json.WriteString("order", EnumNames.Of(options.Order));
        if (options.DocumentSeparator is not null)
            json.WriteString("document_separator", options.DocumentSeparator);
        json.WriteNumber("learning_rate", options.LearningRate);
        json.WriteNumber("minimum_learning_rate", options.MinimumLearningRate);
        if (options.WarmupSteps is not null)
            json.WriteNumber("warmup_steps", options.WarmupSteps.Value);
        if (options.InnerWarmupSteps != 0)
            json.WriteNumber("inner_warmup_steps", options.InnerWarmupSteps);
        if (options.Precision != Precision.Fp32)
            json.WriteString("dtype", EnumNames.Of(options.Precision));
        json.WriteNumber("beta1", options.Beta1);
        json.WriteNumber("beta2", options.Beta2);
        json.WriteNumber("epsilon", options.Epsilon);
        json.WriteNumber("weight_decay", options.WeightDecay);
        json.WriteNumber("clip_norm", options.ClipNorm);
        json.WriteNumber("seed", options.Seed);
        json.WriteNumber("evaluation_interval", options.EvaluationInterval);
        json.WriteNumber("evaluation_tokens", options.EvaluationTokens);
        json.WriteNumber("checkpoint_interval", options.CheckpointInterval);
        json.WriteEndObject();
    }
}
