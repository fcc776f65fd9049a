using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Kernels;

/// <summary>
/// Updates that only add to the state run in reverse: W = W' − (W' − W), the difference being known from the tokens and the tape. Backward then needs no states
/// but the last one (and one every so many mini-batches, against rounding).
/// </summary>
internal static class ReverseUpdates
{
    /// <summary>Whether every update only adds to the state what the tokens and the tape say.</summary>
    public static bool Apply(Graph states, StateSlot[] carried)
    {
        var inputs = states.Inputs().Where(i => carried.Any(c => c.Name == i.Input.Name)).ToDictionary(i => i.Input.Name, i => i.Id);
        var depends = new bool[states.Nodes.Count];
        for (var id = 0; id < depends.Length; id++)
            depends[id] = inputs.ContainsValue(id) || states[id].Args.Any(a => depends[a]);
        foreach (var slot in carried)
        {
            var next = states.Output(Names.Next(slot.Name));
            if (!inputs.TryGetValue(slot.Name, out var old) || states[next].Op is not (Add or Sub) || states[next].Shape != slot.Shape)
                return false;
            // The first term, down a chain of sums, is the old state; the others do not know it.
            var at = next;
            while (at != old)
            {
                if (states[at].Op is not (Add or Sub) || depends[states[at].Arg(1)] || states[at].Shape != slot.Shape)
                    return false;
                at = states[at].Arg(0);
            }
        }
        return true;
    }

    /// <summary>A backward graph that rebuilds the states it reads from those after the mini-batch.</summary>
    public static (Graph Graph, Carry[] Carries) Into(Graph backward, Graph states, StateSlot[] carried)
    {
        var g = new GraphBuilder();
        var read = carried.Where(c => backward.Inputs().Any(i => i.Input.Name == c.Name)).ToArray();
        var rows = g.Replay(states, static (_, _) => null);
        var before = read.ToDictionary(c => c.Name, c => Undo(g, states, rows, states.Output(Names.Next(c.Name)), g.Input(After(c.Name), InputRole.State, c.Shape), c.Name));
        var ids = g.Replay(backward, (id, _) => backward[id].Op is Input input && before.TryGetValue(input.Name, out var value) ? value : null);
        var outputs = backward.Outputs.Select(o => o with { Id = ids[o.Id] }).Concat(read.Select(c => new Output(Before(c.Name), before[c.Name])));
        return (g.ToGraph(outputs.ToList()), read.Select(c => new Carry(After(c.Name), Before(c.Name))).ToArray());
    }

    public static string After(string state) => "@after:" + state;

    public static string Before(string state) => "@before:" + state;

    private static int Undo(GraphBuilder g, Graph states, int[] ids, int next, int after, string state)
    {
        for (var at = next; states[at].Op is not Input; at = states[at].Arg(0))
            after = states[at].Op is Add ? g.Sub(after, ids[states[at].Arg(1)]) : g.Add(after, ids[states[at].Arg(1)]);
        return after;
    }
}
