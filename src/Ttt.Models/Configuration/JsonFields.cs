using System.Globalization;
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

    /// <summary>A member of an enumeration, by its name in lower case.</summary>
    public T? Choice<T>(string key) where T : struct, Enum
    {
        var names = EnumNames.Of<T>(flags: false);
        return Read(key, string.Join(" or ", names.Select(n => n.Name)), e => e.ValueKind == JsonValueKind.String ? Find(names, e) : null);
    }

    /// <summary>Members of an enumeration of flags, by an array of their names in lower case.</summary>
    public T? Set<T>(string key) where T : struct, Enum
    {
        var names = EnumNames.Of<T>(flags: true);
        return Read(key, $"an array of some of {string.Join(", ", names.Select(n => n.Name))}", e =>
        {
            if (e.ValueKind != JsonValueKind.Array)
                return null;
            var set = 0;
            foreach (var item in e.EnumerateArray())
                if (item.ValueKind == JsonValueKind.String && Find(names, item) is { } member)
                    set |= Convert.ToInt32(member, CultureInfo.InvariantCulture);
                else
                    return null;
            return (T?)Enum.ToObject(typeof(T), set);
        });
    }

    /// <summary>An array of strings; null where there is none.</summary>
    public IReadOnlyList<string>? Texts(string key)
    {
        string[]? texts = null;
        Read<bool>(key, "an array of strings", e =>
        {
            if (e.ValueKind != JsonValueKind.Array || e.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
                return null;
            texts = [.. e.EnumerateArray().Select(item => item.GetString()!)];
            return true;
        });
        return texts;
    }

    /// <summary>An integer, or an array of them; empty where there is none.</summary>
    public IReadOnlyList<int> IntegerOrSeveral(string key)
    {
        int[] values = [];
        Read<bool>(key, "an integer or an array of integers", e =>
        {
            JsonElement[] items = e.ValueKind == JsonValueKind.Array ? [.. e.EnumerateArray()] : [e];
            if (items.Any(item => item.ValueKind != JsonValueKind.Number || !item.TryGetInt32(out _)))
                return null;
            values = [.. items.Select(item => item.GetInt32())];
            return true;
        });
        return values;
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

    static T? Find<T>(IEnumerable<(string Name, T Value)> names, JsonElement element) where T : struct
    {
        foreach (var (name, value) in names)
            if (element.ValueEquals(name))
                return value;
        return null;
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
