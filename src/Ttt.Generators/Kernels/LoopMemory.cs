using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Kernels;

/// <summary>
/// Decides which values of loops go through memory: those that anything outside their loop reads. The rest live in registers; and what a few operations make of a single
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
        var readers = _home.Keys.Where(id => !_fixed.Contains(id)).ToDictionary(id => id, id => _loops.Where(l => l != _home[id] && Operands(l).Contains(id)).ToArray());
        var read = readers.Keys.Where(id => readers[id].Length > 0).OrderBy(id => id).ToArray();
        var recipes = read.ToDictionary(id => id, Recipe);
        foreach (var id in read)
        {
            // One place in memory for several values pays, and so does one that is there anyway.
            var (steps, origin) = recipes[id];
            if (steps.Count > 0 && (origin is not { } from || IsInMemory(from) || readers[from].Length > 0 || recipes.Values.Count(r => r.Origin == from) > 1))
                foreach (var reader in readers[id])
                    reader.Values.AddRange(steps.Where(s => !reader.Values.Contains(s)));
        }
    }

    private bool IsInMemory(int id) => !_home.ContainsKey(id) || _fixed.Contains(id);

    /// <summary>The few cheap operations that lead to a value, last one first, and the value of its shape that they start from.</summary>
    private (List<int> Steps, int? Origin) Recipe(int id)
    {
        const int longest = 3;
        var steps = new List<int>();
        int? at = id;
        while (steps.Count < longest && at is { } value && !IsInMemory(value) && IsCheap(value, out var origin))
        {
            steps.Add(value);
            at = origin;
        }
        return (steps, at);
    }

    /// <summary>One operation on at most one value of the whole space, and on what is the same along a row or a column.</summary>
    private bool IsCheap(int id, out int? origin)
    {
        origin = null;
        var node = _graph[id];
        if (node.Op is not (Add or Sub or Mul or Scale or AddConst) || node.Shape.Rows.IsOne || node.Shape.Columns.IsOne)
            return false;
        var whole = node.Args.Select(a => KernelSchedule.Operand(_graph, a)).Where(a => !KernelSchedule.IsLiteral(_graph, a) && _graph[a].Shape == node.Shape).Distinct().ToArray();
        origin = whole.Length == 1 ? whole[0] : null;
        return whole.Length <= 1;
    }

    private void Assign()
    {
        foreach (var loop in _loops)
            loop.Values.Sort();
        // Readers come after what they read.
        var needed = new HashSet<int>(_fixed);
        foreach (var loop in _loops.Reverse())
        {
            Prune(loop, needed);
            var loaded = Operands(loop).Where(a => !InRegister(a, loop)).Distinct().ToArray();
            loop.Stored.AddRange(loop.Values.Where(id => IsStored(id, loop, needed)).Select(id => new Place(id)));
            loop.Loaded.AddRange(loaded.Select(a => new Place(a)));
            needed.UnionWith(loaded);
        }
    }

    private bool IsStored(int id, LoopStep loop, HashSet<int> needed) => _home[id] == loop && (_graph[id].Op.Kernel == KernelRole.RowReduction || needed.Contains(id));

    /// <summary>What only others read, who make it again themselves, is not computed.</summary>
    private void Prune(LoopStep loop, HashSet<int> needed)
    {
        var used = new HashSet<int>(loop.Sums.SelectMany(s => s.Terms).Select(t => t.Rows));
        for (var i = loop.Values.Count - 1; i >= 0; i--)
            if (used.Contains(loop.Values[i]) || IsStored(loop.Values[i], loop, needed))
                used.UnionWith(_graph[loop.Values[i]].Args.SelectMany(a => new[] { a, KernelSchedule.Operand(_graph, a) }));
            else
                loop.Values.RemoveAt(i);
    }

    private IEnumerable<int> Operands(LoopStep loop)
        => loop.Values.SelectMany(id => _graph[id].Args).Concat(loop.Sums.SelectMany(s => s.Terms).Select(t => t.Rows)).Select(a => KernelSchedule.Operand(_graph, a)).Where(a => !KernelSchedule.IsLiteral(_graph, a));
}
