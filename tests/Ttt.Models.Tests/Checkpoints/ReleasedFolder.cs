using System.Text.Json;
using Ttt.Models.Tests.Verification;

namespace Ttt.Models.Tests.Checkpoints;

/// <summary>A model of the authors' program, laid out as it would be released: their configuration keys, their names, several files and an index.</summary>
static class ReleasedFolder
{
    /// <summary>Writes the model of a reference file.</summary>
    /// <param name="golden">The reference file, one of those with a language model.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="shards">Number of files; 1: no index.</param>
    public static void Write(string golden, string folder, int shards = 1)
    {
        Directory.CreateDirectory(folder);
        using var reader = new SafetensorsReader(GoldenFiles.Find(golden));
        var weights = reader.Entries.Values.Where(e => e.Name.StartsWith("param.", StringComparison.Ordinal)).OrderBy(e => e.Name, StringComparer.Ordinal).ToArray();
        var writers = Enumerable.Range(0, shards).Select(_ => new SafetensorsWriter()).ToArray();
        var map = new Dictionary<string, string>();
        for (var i = 0; i < weights.Length; i++)
        {
            writers[i % shards].Add(weights[i].Name["param.".Length..], weights[i].Type, [.. weights[i].Shape], reader.ReadBytes(weights[i].Name));
            map[weights[i].Name["param.".Length..]] = File(i % shards, shards);
        }
        // a tied projection is written a second time
        if (!map.ContainsKey("lm_head.weight"))
        {
            var embedding = reader.Entry("param.model.embed_tokens.weight");
            writers[^1].Add("lm_head.weight", embedding.Type, [.. embedding.Shape], reader.ReadBytes(embedding.Name));
            map["lm_head.weight"] = File(shards - 1, shards);
        }
        for (var i = 0; i < shards; i++)
            writers[i].Save(Path.Combine(folder, File(i, shards)));
        if (shards > 1)
            System.IO.File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"), JsonSerializer.Serialize(new { metadata = new { total_size = 1 }, weight_map = map }));
        System.IO.File.WriteAllText(Path.Combine(folder, "config.json"), Config(reader.Metadata["config"]));
    }

    static string File(int shard, int shards) => shards == 1 ? "model.safetensors" : $"model-{shard + 1:D5}-of-{shards:D5}.safetensors";

    // what transformers writes besides, and what belongs to the reference file taken away
    static string Config(string json)
    {
        var config = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;
        config.Remove("batch");
        config.Remove("seq_len");
        var others = """{"architectures":["TTTForCausalLM"],"auto_map":{"AutoConfig":"x"},"bos_token_id":1,"eos_token_id":2,"hidden_act":"silu","initializer_range":0.02,"max_position_embeddings":2048,"model_type":"ttt","pad_token_id":null,"pretraining_tp":1,"torch_dtype":"float32","transformers_version":"4.40.0","use_cache":false}""";
        foreach (var (key, value) in JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(others)!)
            config[key] = value;
        return JsonSerializer.Serialize(config);
    }
}
