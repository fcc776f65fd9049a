using System;
using System.Collections.Generic;
using System.Linq;

namespace Ttt.Generators.Ir;

/// <summary>Evaluates a graph in double precision: the compiler's own oracle.</summary>
internal static class Interpreter
{
    public static Dictionary<string, Matrix> Run(Graph graph, IReadOnlyDictionary<string, Matrix> inputs, Func<Extent, int> size)
    {
        var context = new EvaluationContext(inputs, size);
        var values = new Matrix[graph.Nodes.Count];
        for (var id = 0; id < values.Length; id++)
        {
            var node = graph.Nodes[id];
            values[id] = node.Op.Evaluate(node.Args.Select(a => values[a]).ToArray(), context);
        }
        return graph.Outputs.ToDictionary(o => o.Name, o => values[o.Id]);
    }
}
