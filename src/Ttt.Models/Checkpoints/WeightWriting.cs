using System.Text;
using System.Text.Json;

namespace Ttt.Models;

/// <summary>A tensor that is to be written.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Type">The type in which it is written.</param>
/// <param name="Read">Gives its values when their turn comes; what it gives is disposed of.</param>
public sealed record WeightEntry(string Name, long[] Shape, SafetensorsType Type, Func<Tensor> Read)
{
    public long Bytes => Shape.Aggregate((long)Type.Size(), (product, size) => checked(product * size));
}

/// <summary>Writes weights into a folder, one tensor in memory at a time: one file, or several with an index where they would be larger than a limit.</summary>
public static class WeightWriting
{
    /// <param name="folder">The folder, which must exist.</param>
    /// <param name="entries">The tensors; files take them in their order.</param>
    /// <param name="shardBytes">Bytes of tensors in a file at most; a tensor that is larger has a file of its own.</param>
    /// <returns>Names of the files with weights.</returns>
    public static IReadOnlyList<string> Write(string folder, IReadOnlyList<WeightEntry> entries, long shardBytes = long.MaxValue)
    {
        var shards = Shards(entries, shardBytes);
        if (shards.Count == 1)
        {
            WriteFile(Path.Combine(folder, WeightFiles.Single), entries);
            return [WeightFiles.Single];
        }
        var names = Enumerable.Range(1, shards.Count).Select(number => WeightFiles.Shard(number, shards.Count)).ToArray();
        for (var i = 0; i < names.Length; i++)
            WriteFile(Path.Combine(folder, names[i]), shards[i]);
        AtomicFile.WriteText(Path.Combine(folder, WeightFiles.Index), Index(shards, names));
        return names;
    }

    static List<List<WeightEntry>> Shards(IReadOnlyList<WeightEntry> entries, long limit)
    {
        var shards = new List<List<WeightEntry>> { new() };
        var size = 0L;
        foreach (var entry in entries)
        {
            if (size > 0 && size + entry.Bytes > limit)
            {
                shards.Add([]);
                size = 0;
            }
            shards[^1].Add(entry);
            size += entry.Bytes;
        }
        return shards;
    }

    static void WriteFile(string path, IEnumerable<WeightEntry> entries)
    {
        var writer = new SafetensorsWriter().Describe("format", "pt");
        foreach (var entry in entries)
            writer.Add(entry.Name, entry.Type, entry.Shape, stream =>
            {
                using var scope = torch.NewDisposeScope();
                FloatBytes.Write(stream, entry.Name, entry.Read(), entry.Type);
            });
        writer.Save(path);
    }

    static string Index(List<List<WeightEntry>> shards, string[] names)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, new() { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteStartObject("metadata");
            json.WriteNumber("total_size", shards.Sum(shard => shard.Sum(entry => entry.Bytes)));
            json.WriteEndObject();
            json.WriteStartObject("weight_map");
            foreach (var (entry, file) in shards.SelectMany((shard, i) => shard.Select(entry => (entry, names[i]))).OrderBy(p => p.entry.Name, StringComparer.Ordinal))
                json.WriteString(entry.Name, file);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(memory.ToArray()) + "\n";
    }
}
