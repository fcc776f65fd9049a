using System.Text.RegularExpressions;

namespace Ttt.Models;

/// <summary>Reads <c>{"Regex": "…"}</c> and <c>{"String": "…"}</c>.</summary>
static class PatternReader
{
    public static CodePointPattern Read(JsonPart pattern)
    {
        var regex = pattern.Member("Regex");
        var text = regex.IsNull ? Regex.Escape(pattern.Member("String").Text()) : regex.Text();
        try
        {
            return new(text);
        }
        catch (ArgumentException e)
        {
            throw pattern.Fault($"the pattern cannot be used here ({e.Message})");
        }
    }
}
