using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Kernels;

/// <summary>
/// A carried matrix that rows mostly multiply by its transpose is carried transposed: its products then read it row by row, and its update, a sum of products, is as cheap
/// either way.
/// </summary>
internal static class TurnedCarries
{
    public static KernelGraph Run(KernelGraph kernel)
    {
        var turned = kernel.Carries.Where(c => Pays(kernel.Graph, c)).ToArray();
        if (turned.Length == 0)
            return kernel;
        var graph = kernel.Graph;
        var inputs = new HashSet<string>(turned.Select(c => c.Input));
        var results = new HashSet<int>(turned.Select(c => graph.Output(c.Output)));
        var g = new GraphBuilder();
        var ids = g.Replay(graph, (id, done) =>
            graph[id].Op is Input input && inputs.Contains(input.Name) ? g.Transpose(g.Make(input with { Shape = input.Shape.Transposed }))
                : results.Contains(id) ? g.Transpose(Turn(g, g.Make(graph[id].Op, graph[id].Args.Select(a => done[a]).ToArray())))
                : null);
        var names = new HashSet<string>(turned.Select(c => c.Output));
        var outputs = graph.Outputs.Select(o => o with { Id = names.Contains(o.Name) ? g.Transpose(ids[o.Id]) : ids[o.Id] });
        return kernel with { Graph = g.ToGraph(outputs.ToList()), Turned = turned.Select(c => c.Input).ToEquatable() };
    }

    private static bool Pays(Graph graph, Carry carry)
    {
        var found = graph.Inputs().Where(i => i.Input.Name == carry.Input).Select(i => (int?)i.Id).FirstOrDefault();
        if (found is not { } input || graph[input].Shape is not { Rows.Kind: ExtentKind.Dimension, Columns.Kind: ExtentKind.Dimension } || !IsSum(graph, graph.Output(carry.Output), input))
            return false;
        // Rows read it as it comes in, or, where it is rebuilt, as it goes out; the update itself reads it either way.
        var value = new HashSet<int> { input, graph.Output(carry.Output) };
        var products = graph.Nodes.Where(n => n.Op is MatMul { TransposeLeft: false } && value.Contains(n.Arg(1)) && n.Shape.Rows.IsTokens).ToArray();
        return products.Count(n => ((MatMul)n.Op).TransposeRight) * 2 > products.Length;
    }

    private static bool IsSum(Graph graph, int id, int input)
        => id == input || graph[id].Op is MatMul || graph[id].Op is Add or Sub && graph[id].Args.All(a => graph[a].Shape == graph[id].Shape && IsSum(graph, a, input));

    private static int Turn(GraphBuilder g, int id) => g[id].Op switch
    {
        Add => g.Add(Turn(g, g[id].Arg(0)), Turn(g, g[id].Arg(1))),
        Sub => g.Sub(Turn(g, g[id].Arg(0)), Turn(g, g[id].Arg(1))),
        _ => g.Transpose(id),
    };
}
