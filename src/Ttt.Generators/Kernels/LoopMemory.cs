using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Kernels;

/// <summary>
/// Decides which values of loops go through memory: those that anything outside their loop reads. The rest live in registers; and what one operation makes of a single
/// value in memory is made again where it is read, which costs less than a place in the first-level cache.
/// </summary>
internal sealed class LoopMemory
{
    private readonly Graph _graph;
    private readonly LoopStep[] _loops;
    private readonly Dictionary<int, LoopStep> _home = new();
    private readonly HashSet<int> _fixed;

    private LoopMemory(Graph graph, List<KernelStep> steps)
    {
        _graph = graph;
        _loops = steps.OfType<LoopStep>().ToArray();
        foreach (var loop in _loops)
            foreach (var id in loop.Values)
                _home[id] = loop;
        // What others than loops read is in memory whatever loops do.
        _fixed = new(graph.Outputs.Select(o => o.Id));
        foreach (var step in steps.Where(s => s is not LoopStep))
            _fixed.UnionWith(step.Reads.Where(p => !p.Turned).Select(p => p.Id));
        foreach (var loop in _loops)
            _fixed.UnionWith(loop.Sums.Where(s => s.Init is not null).Select(s => s.Init!.Value.Id));
        foreach (var node in graph.Nodes.Where(KernelSchedule.IsAlias))
            _fixed.Add(node.Arg(0));
    }

    public static void Resolve(KernelGraph kernel, IEnumerable<KernelStep> all)
    {
        var memory = new LoopMemory(kernel.Graph, all.ToList());
        memory.Remake();
        memory.Assign();
    }

    /// <summary>A loop has the value at hand when it computes it for the same element.</summary>
    private bool InRegister(int id, LoopStep loop) => loop.Values.Contains(id) && _graph[id].Op.Kernel != KernelRole.RowReduction;

    private void Remake()
    {
        foreach (var id in _home.Keys.OrderBy(id => id))
        {
            if (_fixed.Contains(id) || !IsCheap(id))
                continue;
            var readers = _loops.Where(l => l != _home[id] && Operands(l).Contains(id)).ToArray();
            if (readers.Length == 0)
                continue;
            foreach (var reader in readers)
                reader.Values.Add(id);
        }
    }

    /// <summary>One operation on one value of the whole space, which lies in memory, and on what is the same along a row or a column.</summary>
    private bool IsCheap(int id)
    {
        var node = _graph[id];
        if (node.Op is not (Add or Sub or Mul or Scale or AddConst) || node.Shape.Rows.IsOne || node.Shape.Columns.IsOne)
            return false;
        var whole = node.Args.Select(a => KernelSchedule.Operand(_graph, a)).Where(a => !KernelSchedule.IsLiteral(_graph, a) && _graph[a].Shape == node.Shape).Distinct().ToArray();
        return whole.Length == 1 && (!_home.ContainsKey(whole[0]) || _fixed.Contains(whole[0]));
    }

    private void Assign()
    {
        foreach (var loop in _loops)
            loop.Values.Sort();
        var needed = new HashSet<int>(_fixed);
        foreach (var loop in _loops)
            needed.UnionWith(Operands(loop).Where(a => !InRegister(a, loop)));
        foreach (var loop in _loops)
        {
            foreach (var id in loop.Values.Where(id => _home[id] == loop && (_graph[id].Op.Kernel == KernelRole.RowReduction || needed.Contains(id))))
                loop.Stored.Add(new(id));
            loop.Loaded.AddRange(Operands(loop).Where(a => !InRegister(a, loop)).Distinct().Select(a => new Place(a)));
        }
    }

    private IEnumerable<int> Operands(LoopStep loop)
        => loop.Values.SelectMany(id => _graph[id].Args).Select(a => KernelSchedule.Operand(_graph, a)).Where(a => !KernelSchedule.IsLiteral(_graph, a));
}
