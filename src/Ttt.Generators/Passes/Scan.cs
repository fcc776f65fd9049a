using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Passes;

/// <summary>When a value of a mini-batch is computed.</summary>
internal enum Stage
{
    /// <summary>Before the scan, for all mini-batches at once: nothing carried enters it.</summary>
    Before,

    /// <summary>In the scan, mini-batch by mini-batch.</summary>
    Step,

    /// <summary>After the scan, for all mini-batches at once: the carry does not wait for it.</summary>
    After,
}

/// <summary>A value carried from one mini-batch to the next: the input it arrives in, the output it leaves by.</summary>
internal sealed record Carry(string Input, string Output);

/// <summary>A program of one mini-batch with the stage of every value.</summary>
internal sealed record ScanProgram(Graph Graph, EquatableArray<Carry> Carries, EquatableArray<Stage> Stages)
{
    /// <summary>
    /// Moves out of the sequential part whatever can leave it. In the scan stays only what the next carry needs and what
    /// reads a carried matrix (so that carried matrices are never kept for all mini-batches).
    /// </summary>
    public static ScanProgram Schedule(Graph graph, IReadOnlyList<Carry> carries)
    {
        graph = Regroup.Run(graph, carries.Select(c => c.Input));
        var inputs = new HashSet<string>(carries.Select(c => c.Input));
        var carried = new bool[graph.Nodes.Count];
        var depends = new bool[graph.Nodes.Count];
        for (var id = 0; id < depends.Length; id++)
        {
            var node = graph[id];
            carried[id] = node.Op is Input input && inputs.Contains(input.Name);
            depends[id] = carried[id] || node.Args.Any(a => depends[a]);
        }

        var step = new bool[graph.Nodes.Count];
        foreach (var carry in carries)
            step[graph.Output(carry.Output)] = true;
        for (var id = depends.Length - 1; id >= 0; id--)
        {
            step[id] |= carried[id] || graph[id].Args.Any(a => carried[a]);
            if (step[id])
                foreach (var arg in graph[id].Args)
                    step[arg] |= depends[arg];
        }
        var stages = Enumerable.Range(0, depends.Length).Select(id => !depends[id] ? Stage.Before : step[id] ? Stage.Step : Stage.After);
        return new(graph, carries.ToEquatable(), stages.ToEquatable());
    }
}
