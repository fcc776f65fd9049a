using System.Text.Json;

namespace Ttt.Models;

/// <summary>Reads the members of one JSON object and collects every fault, so that a user sees all of them at once.</summary>
sealed class JsonFields(JsonElement element, string source)
{
    readonly HashSet<string> known = new(StringComparer.Ordinal);

    public List<string> Faults { get; } = [];

    public int Integer(string key, int otherwise) => Integer(key) ?? otherwise;

    public long Long(string key, long otherwise) => Read(key, "an integer", e => e.ValueKind == JsonValueKind.Number && e.TryGetInt64(out var value) ? value : (long?)null) ?? otherwise;

    public int? Integer(string key) => Read(key, "an integer", e => e.ValueKind == JsonValueKind.Number && e.TryGetInt32(out var value) ? value : (int?)null);

    public double Number(string key, double otherwise) => Number(key) ?? otherwise;

    public double? Number(string key) => Read(key, "a number", e => e.ValueKind == JsonValueKind.Number ? e.GetDouble() : (double?)null);

    public bool Boolean(string key, bool otherwise) => Boolean(key) ?? otherwise;

    public bool? Boolean(string key) => Read(key, "true or false", e => e.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => (bool?)null,
    });

    public string Text(string key, string otherwise)
    {
        var text = otherwise;
        Read<bool>(key, "a string", e =>
        {
            text = e.ValueKind == JsonValueKind.String ? e.GetString()! : otherwise;
            return e.ValueKind == JsonValueKind.String ? true : (bool?)null;
        });
        return text;
    }

    public IReadOnlyDictionary<string, int> Integers(string key)
    {
        var values = new SortedDictionary<string, int>(StringComparer.Ordinal);
        Read<bool>(key, "an object of integers", e =>
        {
            if (e.ValueKind != JsonValueKind.Object)
                return null;
            foreach (var item in e.EnumerateObject())
                if (item.Value.ValueKind == JsonValueKind.Number && item.Value.TryGetInt32(out var value))
                    values[item.Name] = value;
                else
                    return null;
            return true;
        });
        return values;
    }

    /// <summary>Keys that other programs write and that change nothing here.</summary>
    public void Accept(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
            known.Add(key);
    }

    public void Require(bool condition, string fault)
    {
        if (!condition)
            Faults.Add($"{source}: {fault}");
    }

    /// <exception cref="TttException">One line per fault, unknown keys included.</exception>
    public void Finish()
    {
        foreach (var property in element.EnumerateObject())
            if (!known.Contains(property.Name))
                Faults.Add($"{source}: unknown key '{property.Name}'{Suggestion.For(property.Name, known)}");
        if (Faults.Count > 0)
            throw new TttException(string.Join('\n', Faults));
    }

    T? Read<T>(string key, string wanted, Func<JsonElement, T?> read) where T : struct
    {
        known.Add(key);
        if (!element.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        var result = read(value);
        if (result is null)
            Faults.Add($"{source}: '{key}' must be {wanted}, not {value.GetRawText()}");
        return result;
    }
}
