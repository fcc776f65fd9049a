namespace Ttt.ManagedTorch.Tests.Parity;

/// <summary>The recorded API of TorchSharp: type heading → member lines.</summary>
sealed class RecordedApi
{
    public sealed record Entry(string Kind, string? Base, HashSet<string> Interfaces, HashSet<string> Members);

    readonly Dictionary<string, Entry> types = [];

    public static RecordedApi Load()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Parity", "torchsharp-0.107.0-api.txt");
        var api = new RecordedApi();
        Entry? current = null;
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
                current = api.Open(line[3..]);
            else if (line.Length > 2)
                current!.Members.Add(line.Trim());
        }
        return api;
    }

    public Entry? Find(string type) => types.GetValueOrDefault(type);

    public int Count => types.Count;

    Entry Open(string heading)
    {
        var (name, rest) = SplitName(heading);
        var (head, interfaces) = SplitInterfaces(rest);
        var colon = head.IndexOf(" : ", StringComparison.Ordinal);
        var kind = (colon < 0 ? head : head[..colon]).Trim();
        var entry = new Entry(kind, colon < 0 ? null : head[(colon + 3)..].Trim(), interfaces, []);
        if (types.TryGetValue(name, out var known))
            return known;
        types.Add(name, entry);
        return entry;
    }

    // A generic name holds spaces ("Module<T1, T2, TResult>"): cut at the first space outside the angle brackets.
    static (string Name, string Tail) SplitName(string heading)
    {
        var at = TopLevel(heading, ' ').First();
        return (heading[..at], heading[(at + 1)..]);
    }

    static (string Head, HashSet<string> Interfaces) SplitInterfaces(string rest)
    {
        if (!rest.EndsWith(']'))
            return (rest, []);
        var open = rest.LastIndexOf(" [", StringComparison.Ordinal);
        if (open < 0)
            return (rest[..rest.IndexOf('[')], []);
        var list = rest[(open + 2)..^1];
        var parts = new HashSet<string>();
        var from = 0;
        foreach (var comma in TopLevel(list, ',').Append(list.Length))
        {
            parts.Add(list[from..comma].Trim());
            from = comma + 1;
        }
        return (rest[..open], parts);
    }

    static IEnumerable<int> TopLevel(string text, char wanted)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '<' or '(') depth++;
            else if (text[i] is '>' or ')') depth--;
            else if (text[i] == wanted && depth == 0) yield return i;
        }
    }
}
