using System.Text.Json;

namespace Ttt.Models;

/// <summary>Strings of a JSON document are decoded only when they are asked for, and one that is no text faults then; here it faults at once.</summary>
static class JsonStrings
{
    /// <exception cref="InvalidOperationException">A name or a string is no valid text.</exception>
    public static void Check(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    Check(property.Value);
                }
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Check(item);
                break;
            case JsonValueKind.String:
                _ = element.GetString();
                break;
        }
    }
}
