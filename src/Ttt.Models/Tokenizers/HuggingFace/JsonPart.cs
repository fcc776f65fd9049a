using System.Text.Json;

namespace Ttt.Models;

/// <summary>A member of a JSON document that knows where it stands, for messages.</summary>
readonly record struct JsonPart(JsonElement Element, string Source, string Path)
{
    public bool IsNull => Element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    /// <summary>The member's type, as <c>{"type": "BPE", …}</c> says it; empty where it says none.</summary>
    public string Type => Member("type") is { IsNull: false } type ? type.Text() : "";

    public JsonPart Member(string name) => new(Element.ValueKind == JsonValueKind.Object && Element.TryGetProperty(name, out var value) ? value : default, Source, Path.Length == 0 ? name : $"{Path}.{name}");

    public IEnumerable<JsonPart> Items()
    {
        if (Element.ValueKind != JsonValueKind.Array)
            throw Fault("a list is expected");
        var number = 0;
        foreach (var item in Element.EnumerateArray())
            yield return new(item, Source, $"{Path}[{number++}]");
    }

    public string Text() => Element.ValueKind == JsonValueKind.String ? Element.GetString()! : throw Fault("a string is expected");

    public string Text(string name, string otherwise) => Member(name) is { IsNull: false } member ? member.Text() : otherwise;

    public int Integer() => Element.ValueKind == JsonValueKind.Number && Element.TryGetInt32(out var value) && value >= 0 ? value : throw Fault("an integer of 0 or more is expected");

    public bool Flag(string name, bool otherwise) => Member(name) is var member && member.IsNull ? otherwise : member.Element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw member.Fault("true or false is expected"),
    };

    /// <summary>The members of a list that stands under <paramref name="list"/> in a part of type Sequence, else the part itself; nothing of null.</summary>
    public IEnumerable<JsonPart> Sequence(string list)
        => IsNull ? [] : Type == "Sequence" ? Member(list).Items().SelectMany(item => item.Sequence(list)) : [this];

    public TttException Fault(string message) => new($"{Source}: {(Path.Length == 0 ? "" : $"'{Path}': ")}{message}");
}
