using System.Linq;
using System.Text;

namespace Ttt.Generators.Ir;

/// <summary>The graph as text, one value a line: what snapshots of the passes show.</summary>
internal static class Printer
{
    public static string Print(Graph graph)
    {
        var text = new StringBuilder();
        for (var id = 0; id < graph.Nodes.Count; id++)
            text.Append('%').Append(id).Append(" = ").Append(graph.Nodes[id]).Append('\n');
        foreach (var region in graph.Regions)
            text.Append("region ").Append(region.Name).Append('(').Append(string.Join(", ", region.Args.Select(a => $"%{a}"))).Append(") -> %").Append(region.Result).Append('\n');
        foreach (var output in graph.Outputs)
            text.Append("-> ").Append(output.Name).Append(" = %").Append(output.Id).Append('\n');
        return text.ToString();
    }
}
