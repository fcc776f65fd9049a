using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ttt.Cli;

/// <summary>Runs to compare, as a JSON file lists them: what they have in common and what is different in each.</summary>
sealed record CompareConfig
{
    static readonly string[] Own = ["title", "index_length", "index_windows", "match_parameters", "tasks", "test_sequences", "entries"];
    static readonly string[] Common = ["corpus", "tokenizer", "layers", "out", "threads", "model", "training"];
    static readonly (string Part, string[] Keys)[] DecidedByTasks = [("model", ["vocab_size"]), ("training", ["context_length", "order", "document_separator"])];
    static readonly string[] OfText = ["index_length", "index_windows"], OfTasks = ["test_sequences"];
    static readonly string[] OfTask = ["name", "training"];
    static readonly string[] OfEntry = ["name", "series", "from", "match_parameters", "model", "training"];

    public required string Title { get; init; }

    /// <summary>Corpus, tokenizer, layers, folder and threads, which are the same for all.</summary>
    public required RunConfig Shared { get; init; }

    /// <summary>The runs on the corpus; where there are tasks, those of the first.</summary>
    public required IReadOnlyList<CompareEntry> Entries { get; init; }

    /// <summary>Tasks in place of a corpus, each with the same entries.</summary>
    public IReadOnlyList<ComparedTask> Tasks { get; init; } = [];

    /// <summary>Sequences of a task that a trained model is measured on.</summary>
    public int TestSequences { get; init; } = 512;

    /// <summary>Tokens of a window in perplexity by index; null: the longest context that an entry is trained with.</summary>
    public int? IndexLength { get; init; }

    /// <summary>Windows there; 0: as many as fit.</summary>
    public int IndexWindows { get; init; }

    /// <summary>Reads a file. Paths in it are relative to its own folder.</summary>
    /// <exception cref="TttException">The file is missing, not JSON, or has wrong values or unknown keys.</exception>
    public static CompareConfig Load(string path)
    {
        using var document = RunConfig.Parse(UserFile.ReadText(path), path);
        var root = document.RootElement;
        foreach (var member in root.EnumerateObject())
            if (!Own.Contains(member.Name) && !Common.Contains(member.Name))
                throw new TttException($"{path}: unknown key '{member.Name}'{Suggestion.For(member.Name, [.. Own, .. Common])}; known are {string.Join(", ", [.. Own, .. Common])}");
        if (!root.TryGetProperty("entries", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
            throw new TttException($"{path}: 'entries' must list at least one run");
        var common = JsonObject.Create(root)!;
        var tasks = ReadTasks(root, list, common, path);
        var shared = Merged(common, [], path, path);
        if (tasks.Count > 0 && (shared.Corpus.Count > 0 || shared.Tokenizer is not null))
            throw new TttException($"{path}: 'tasks' make their own sequences; leave 'corpus' and 'tokenizer' away, or the tasks");
        foreach (var key in tasks.Count > 0 ? OfText : OfTasks)
            if (root.TryGetProperty(key, out _))
                throw new TttException($"{path}: '{key}' {(tasks.Count > 0 ? "is of a comparison on a text; 'tasks' have test sequences" : "goes with 'tasks'")}; take it out");
        return new()
        {
            Title = Text(root, "title", path) ?? Path.GetFileNameWithoutExtension(path),
            Shared = shared,
            Entries = tasks.Count > 0 ? tasks[0].Entries : Read(list, common, path),
            Tasks = tasks,
            TestSequences = Integer(root, "test_sequences", 1, path) ?? 512,
            IndexLength = Integer(root, "index_length", 1, path),
            IndexWindows = Integer(root, "index_windows", 0, path) ?? 0,
        };
    }

    static List<CompareEntry> Read(JsonElement list, JsonObject common, string path)
    {
        var entries = new List<CompareEntry>();
        foreach (var element in list.EnumerateArray())
            entries.Add(Entry(element, common, entries, path));
        return entries;
    }

    // every task has the entries with its own recipe, and contexts as long as its sequences
    static List<ComparedTask> ReadTasks(JsonElement root, JsonElement list, JsonObject common, string path)
    {
        var tasks = new List<ComparedTask>();
        if (!root.TryGetProperty("tasks", out var array))
            return tasks;
        if (array.ValueKind != JsonValueKind.Array || array.GetArrayLength() == 0)
            throw new TttException($"{path}: 'tasks' must list at least one task");
        foreach (var place in list.EnumerateArray().Concat(array.EnumerateArray()).Where(element => element.ValueKind == JsonValueKind.Object).Select(element => JsonObject.Create(element)!).Append(common))
            RefuseWhatTasksDecide(place, path);
        foreach (var element in array.EnumerateArray())
        {
            var task = SyntheticTasks.Read(element, $"{path}, task {tasks.Count + 1}", OfTask);
            var name = Text(element, "name", path) ?? task.Name;
            if (tasks.Any(other => other.Name == name))
                throw new TttException($"{path}: two tasks are called '{name}'; give each a 'name'");
            var recipe = element.TryGetProperty("training", out var training) && training.ValueKind == JsonValueKind.Object ? JsonObject.Create(training)! : [];
            recipe["context_length"] = task.Length;
            var mine = (JsonObject)common.DeepClone();
            mine["training"] = Overlaid(mine["training"] as JsonObject, recipe);
            var entries = Read(list, mine, path).Select(entry => entry with { Config = entry.Config with { Model = entry.Model with { VocabSize = task.VocabSize } } });
            tasks.Add(new(name, task, [.. entries]));
        }
        return tasks;
    }

    static void RefuseWhatTasksDecide(JsonObject place, string path)
    {
        foreach (var (part, keys) in DecidedByTasks)
            if (place[part] is JsonObject given && keys.FirstOrDefault(given.ContainsKey) is { } key)
                throw new TttException($"{path}: '{key}' in '{part}' does not go with 'tasks', whose sequences decide it; take it out");
    }

    static CompareEntry Entry(JsonElement element, JsonObject common, List<CompareEntry> before, string path)
    {
        var place = $"{path}, entry {before.Count + 1}";
        if (element.ValueKind != JsonValueKind.Object)
            throw new TttException($"{place} must be an object");
        var name = Text(element, "name", place);
        if (string.IsNullOrWhiteSpace(name))
            throw new TttException($"{place} has no 'name'");
        var source = $"{path}, entry '{name}'";
        foreach (var member in element.EnumerateObject())
            if (!OfEntry.Contains(member.Name))
                throw new TttException($"{source}: unknown key '{member.Name}'{Suggestion.For(member.Name, OfEntry)}; known are {string.Join(", ", OfEntry)}");
        if (before.Any(other => other.Name == name))
            throw new TttException($"{path}: two entries are called '{name}'");
        var from = Text(element, "from", source) is not { } first ? null
            : Earlier(first, before, $"{source}: it begins with the weights of");
        var own = JsonObject.Create(element)!;
        if (own["training"] is JsonObject recipe && recipe.ContainsKey("document_separator"))
            throw new TttException($"{source}: 'document_separator' belongs to the text, which is the same for all; give it in the 'training' of the list");
        return new(name, Text(element, "series", source) ?? name, from, Like(own, common, before, source), Merged(common, own, source, path));
    }

    // true: like the first entry; a name: like that one
    static CompareEntry? Like(JsonObject entry, JsonObject common, List<CompareEntry> before, string source)
    {
        const string Key = "match_parameters";
        var wish = entry.ContainsKey(Key) ? entry[Key] : common[Key];
        return wish?.GetValueKind() switch
        {
            null or JsonValueKind.False => null,
            JsonValueKind.True => before.FirstOrDefault(),
            JsonValueKind.String when !entry.ContainsKey(Key) => throw new TttException($"{source}: '{Key}' of the list must be true or false; an entry may name another"),
            JsonValueKind.String => Earlier(wish.GetValue<string>(), before, $"{source}: it is to have the parameters of"),
            _ => throw new TttException($"{source}: '{Key}' must be true, false or the name of an entry before it"),
        };
    }

    static CompareEntry Earlier(string name, List<CompareEntry> before, string use)
        => before.Find(other => other.Name == name) ?? throw new TttException($"{use} '{name}', which is no entry before it{Suggestion.For(name, before.Select(other => other.Name))}");

    // what an entry says of the model and the recipe replaces, key by key, what all have in common
    static RunConfig Merged(JsonObject common, JsonObject entry, string source, string path)
    {
        var merged = new JsonObject(common.Where(member => Common.Contains(member.Key)).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        foreach (var part in (string[])["model", "training"])
            if (entry[part] is JsonObject different && merged[part] is JsonObject or null)
                merged[part] = Overlaid(merged[part] as JsonObject, different);
            else if (entry[part] is { } wrong)
                merged[part] = wrong.DeepClone();
        using var document = JsonDocument.Parse(merged.ToJsonString());
        return RunConfig.Read(document.RootElement, source, path);
    }

    static JsonObject Overlaid(JsonObject? below, JsonObject above)
    {
        var result = (JsonObject?)below?.DeepClone() ?? [];
        foreach (var (key, value) in above)
            result[key] = value?.DeepClone();
        return result;
    }

    static string? Text(JsonElement element, string key, string source) => !element.TryGetProperty(key, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw new TttException($"{source}: '{key}' must be a string");

    static int? Integer(JsonElement element, string key, int least, string source) => !element.TryGetProperty(key, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least ? number : throw new TttException($"{source}: '{key}' must be an integer, at least {least}");
}
