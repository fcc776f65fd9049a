using System;
using System.Linq;

namespace Ttt.Generators.Ir;

/// <summary>Checks what every pass must preserve: operands come first, shapes are what the rules say.</summary>
internal static class Verifier
{
    public static Graph Check(Graph graph, string pass)
    {
        for (var id = 0; id < graph.Nodes.Count; id++)
        {
            var node = graph.Nodes[id];
            if (node.Args.Any(a => a < 0 || a >= id))
                throw new InvalidOperationException($"{pass}: value %{id} = {node} uses a value that is not defined before it.");
            var inferred = node.Op.Infer(node.Args.Select(a => graph.Nodes[a].Shape).ToArray());
            if (inferred != node.Shape)
                throw new InvalidOperationException($"{pass}: value %{id} = {node} should have the shape {inferred?.ToString() ?? "none"}.");
        }
        foreach (var output in graph.Outputs)
            if (output.Id < 0 || output.Id >= graph.Nodes.Count)
                throw new InvalidOperationException($"{pass}: result '{output.Name}' is not a value of the graph.");
        return graph;
    }
}
