using System.Text;

namespace Ttt.Cli;

/// <summary>A table in Markdown: the first column to the left, numbers to the right.</summary>
sealed class MarkdownTable(params IEnumerable<string> columns)
{
    readonly string[] columns = [.. columns];
    readonly List<string[]> rows = [];

    public void Add(params IEnumerable<string> cells) => rows.Add([.. cells]);

    public override string ToString()
    {
        var text = new StringBuilder();
        Line(text, columns);
        Line(text, columns.Select((_, i) => i == 0 ? "---" : "---:"));
        foreach (var row in rows)
            Line(text, row);
        return text.ToString();
    }

    static void Line(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
}
