using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Kernels;

/// <summary>Decides which values of loops go through memory: those that anything outside their loop reads. The rest live in registers.</summary>
internal static class LoopMemory
{
    public static void Resolve(KernelGraph kernel, IEnumerable<KernelStep> all)
    {
        var graph = kernel.Graph;
        var steps = all.ToList();
        var home = new Dictionary<int, LoopStep>();
        foreach (var loop in steps.OfType<LoopStep>())
        {
            loop.Values.Sort();
            foreach (var id in loop.Values)
                home[id] = loop;
        }

        var needed = new HashSet<int>(graph.Outputs.Select(o => o.Id));
        foreach (var step in steps.Where(s => s is not LoopStep))
            needed.UnionWith(step.Reads.Where(p => !p.Turned).Select(p => p.Id));
        foreach (var node in graph.Nodes.Where(KernelSchedule.IsAlias))
            needed.Add(node.Arg(0));
        foreach (var loop in home.Values.Distinct())
            needed.UnionWith(Operands(graph, loop).Where(a => !InRegister(graph, home, a, loop)));

        foreach (var loop in home.Values.Distinct())
        {
            foreach (var id in loop.Values)
            {
                if (graph[id].Op.Kernel == KernelRole.RowReduction || needed.Contains(id))
                    loop.Stored.Add(new(id));
            }
            loop.Loaded.AddRange(Operands(graph, loop).Where(a => !InRegister(graph, home, a, loop)).Distinct().Select(a => new Place(a)));
        }
    }

    private static IEnumerable<int> Operands(Graph graph, LoopStep loop)
        => loop.Values.SelectMany(id => graph[id].Args).Select(a => KernelSchedule.Operand(graph, a)).Where(a => !KernelSchedule.IsLiteral(graph, a));

    /// <summary>A loop has the value at hand when it computed it for the same element.</summary>
    public static bool InRegister(Graph graph, Dictionary<int, LoopStep> home, int id, LoopStep loop)
        => home.TryGetValue(id, out var own) && own == loop && graph[id].Op.Kernel != KernelRole.RowReduction;
}
