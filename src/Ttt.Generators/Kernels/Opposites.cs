using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Kernels;

/// <summary>Of x − y and y − x one is kept: whoever reads the other one takes the sign upon itself, where that costs no more.</summary>
internal static class Opposites
{
    public static Graph Run(Graph graph)
    {
        var opposite = Find(graph);
        var g = new GraphBuilder();
        var ids = g.Replay(graph, (id, done) =>
        {
            var node = graph[id];
            if (!node.Args.Any(opposite.ContainsKey))
                return null;
            int Value(int i) => done[opposite.TryGetValue(node.Arg(i), out var kept) ? kept : node.Arg(i)];
            bool Turned(int i) => opposite.ContainsKey(node.Arg(i));
            int? Signed(int value, bool negative) => negative ? g.Neg(value) : value;
            return node.Op switch
            {
                MatMul or Mul => Signed(g.Make(node.Op, Value(0), Value(1)), Turned(0) ^ Turned(1)),
                Add when !Turned(0) => g.Sub(Value(0), Value(1)),
                Add when !Turned(1) => g.Sub(Value(1), Value(0)),
                Sub when !Turned(0) => g.Add(Value(0), Value(1)),
                SumColumns or SumRows or Transpose => Signed(g.Make(node.Op, Value(0)), true),
                _ => null,
            };
        });
        return g.ToGraph(graph.Outputs.Select(o => o with { Id = ids[o.Id] }));
    }

    /// <summary>Later differences by the earlier ones that they are the opposite of.</summary>
    private static Dictionary<int, int> Find(Graph graph)
    {
        var differences = new Dictionary<(int, int), int>();
        var opposite = new Dictionary<int, int>();
        for (var id = 0; id < graph.Nodes.Count; id++)
        {
            var node = graph[id];
            if (node.Op is not Sub)
                continue;
            if (differences.TryGetValue((node.Arg(1), node.Arg(0)), out var earlier))
                opposite[id] = earlier;
            else
                differences[(node.Arg(0), node.Arg(1))] = id;
        }
        return opposite;
    }
}
