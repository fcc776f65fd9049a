using System.Text;

namespace Ttt.Models;

/// <summary>Passes text on, holding back what may be the beginning of a stop string, and ends before the first whole one.</summary>
public sealed class StopFilter(IReadOnlyList<string> stops)
{
    readonly StringBuilder held = new();

    /// <summary>A stop string was found; nothing more comes.</summary>
    public bool Stopped { get; private set; }

    /// <summary>The text that is certain not to belong to a stop string.</summary>
    public string Push(string text)
    {
        if (Stopped)
            return "";
        held.Append(text);
        var all = held.ToString();
        var first = stops.Select(stop => all.IndexOf(stop, StringComparison.Ordinal)).Where(i => i >= 0).DefaultIfEmpty(-1).Min();
        Stopped = first >= 0;
        var safe = Stopped ? first : all.Length - Overlap(all);
        held.Clear().Append(all, safe, Stopped ? 0 : all.Length - safe);
        return all[..safe];
    }

    /// <summary>What was held back when no stop string came.</summary>
    public string Finish()
    {
        var rest = held.ToString();
        held.Clear();
        return rest;
    }

    // the longest end of the text that begins a stop string
    int Overlap(string text)
    {
        var longest = 0;
        foreach (var stop in stops)
            for (var length = Math.Min(stop.Length - 1, text.Length); length > longest; length--)
                if (text.AsSpan(text.Length - length).SequenceEqual(stop.AsSpan(0, length)))
                    longest = length;
        return longest;
    }
}
