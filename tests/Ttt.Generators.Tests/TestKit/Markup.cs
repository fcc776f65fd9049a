using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Ttt.Generators.Tests.TestKit;

/// <summary>Source with marked places: <c>{|TTT1001:x / y|}</c> says that TTT1001 is reported for <c>x / y</c>. Marks may nest.</summary>
sealed record Markup(string Text, IReadOnlyList<(string Id, TextSpan Span)> Marks)
{
    public static Markup Parse(string source)
    {
        var text = new StringBuilder();
        var open = new Stack<(string Id, int Start)>();
        var marks = new List<(string, TextSpan)>();
        for (var i = 0; i < source.Length; i++)
        {
            if (source.AsSpan(i).StartsWith("{|TTT"))
            {
                var colon = source.IndexOf(':', i);
                open.Push((source[(i + 2)..colon], text.Length));
                i = colon;
            }
            else if (open.Count > 0 && source.AsSpan(i).StartsWith("|}"))
            {
                var (id, start) = open.Pop();
                marks.Add((id, TextSpan.FromBounds(start, text.Length)));
                i++;
            }
            else
            {
                text.Append(source[i]);
            }
        }
        Assert.Empty(open);
        return new(text.ToString(), marks);
    }

    /// <summary>The text with marks where the diagnostics are: what a failing test prints to paste.</summary>
    public static string Mark(string text, IEnumerable<Diagnostic> diagnostics)
    {
        var inserts = diagnostics
            .Select(d => (d.Id, d.Location.SourceSpan))
            .OrderBy(d => d.SourceSpan.Start).ThenByDescending(d => d.SourceSpan.Length).ThenBy(d => d.Id, StringComparer.Ordinal)
            .SelectMany((d, order) => new[]
            {
                (At: d.SourceSpan.Start, IsEnd: false, Order: order, Text: $"{{|{d.Id}:"),
                (At: d.SourceSpan.End, IsEnd: true, Order: -order, Text: "|}"),
            })
            .OrderByDescending(i => i.At).ThenBy(i => i.IsEnd).ThenByDescending(i => i.Order);
        var marked = new StringBuilder(text);
        foreach (var insert in inserts)
            marked.Insert(insert.At, insert.Text);
        return marked.ToString();
    }
}
