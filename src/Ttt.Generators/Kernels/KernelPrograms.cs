using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Kernels;

/// <summary>One mini-batch for a fused kernel: a graph and what it carries from one mini-batch to the next.</summary>
internal sealed record KernelGraph(Graph Graph, EquatableArray<Carry> Carries)
{
    /// <summary>The carried inputs that are kept transposed.</summary>
    public EquatableArray<string> Turned { get; init; } = EquatableArray<string>.Empty;
}

/// <summary>A value that the forward kernel keeps for backward: a row for every token (or key), of a shape.</summary>
internal sealed record TapeSlot(string Name, Shape Shape);

/// <summary>
/// The kernels of one block program. <paramref name="States"/> rebuilds the states inside a group of mini-batches from what forward kept; it is null where
/// backward runs the updates in reverse instead.
/// </summary>
internal sealed record KernelPrograms(KernelGraph Forward, KernelGraph? States, KernelGraph Backward, EquatableArray<TapeSlot> TapeSlots)
{
    /// <summary>The kernels of a block's forward graph, or null where an operation has no kernel.</summary>
    public static KernelPrograms? Derive(Graph forward, EquatableArray<StateSlot> slots)
    {
        if (forward.Nodes.Any(n => n.Op.Kernel == KernelRole.None))
            return null;
        var carried = slots.Where(s => s.IsAtBoundary).ToArray();
        forward = KernelAlgebra.Run(forward);
        var taped = Tape.Choose(forward, carried.Select(c => c.Name));
        var backward = Tape.Replace(KernelAlgebra.Run(OuterVjp.Sweep(forward, Tape.Outputs(taped))), taped);
        var states = Tape.Replace(Restrict(Tape.With(forward, taped), carried.Select(c => Names.Next(c.Name)).Concat(taped.Select(t => t.Name))), taped);
        var additive = ReverseUpdates.Apply(states, carried);

        var used = taped.Where(t => Reads(backward, t.Name) || Reads(states, t.Name)).ToArray();
        var forwardCarries = carried.Select(c => new Carry(c.Name, Names.Next(c.Name))).ToEquatable();
        var cotangents = carried.Select(c => new Carry(Names.Cotangent(Names.Next(c.Name)), Names.Cotangent(c.Name)));
        var (accumulated, slow) = SlowGradients(forward, backward);
        (Graph Graph, Carry[] Carries)? reversed = additive ? ReverseUpdates.Into(accumulated, states, carried) : null;
        return new(
            Sunk(new(Restrict(Tape.With(forward, taped), forward.Outputs.Select(o => o.Name).Concat(used.Select(t => t.Name))), forwardCarries)),
            reversed is null ? Sunk(new(states, forwardCarries)) : null,
            Sunk(TurnedCarries.Run(reversed is { } run ? new(run.Graph, run.Carries.Concat(cotangents).Concat(slow).ToEquatable()) : new(accumulated, cotangents.Concat(slow).ToEquatable()))),
            used.Select(t => new TapeSlot(t.Name, forward[t.Id].Shape)).ToEquatable());
    }

    /// <summary>With numbers at the smaller operands again, whatever the steps before made of them.</summary>
    private static KernelGraph Sunk(KernelGraph kernel) => kernel with { Graph = Simplify.Sink(kernel.Graph) };

    private static bool Reads(Graph graph, string name) => graph.Inputs().Any(i => i.Input.Name == name);

    private static Graph Restrict(Graph graph, IEnumerable<string> outputs)
    {
        var g = new GraphBuilder();
        var ids = g.Replay(graph, static (_, _) => null);
        return g.ToGraph(outputs.Distinct().Select(name => new Output(name, ids[graph.Output(name)])));
    }

    /// <summary>Gradients of slow parameters are sums over mini-batches: they are carried along, from zero.</summary>
    private static (Graph Graph, Carry[] Carries) SlowGradients(Graph forward, Graph backward)
    {
        var g = new GraphBuilder();
        var ids = g.Replay(backward, static (_, _) => null);
        var slow = forward.Inputs().Where(i => i.Input.Role == InputRole.Slow).Select(i => Names.Cotangent(i.Input.Name)).Where(n => backward.Find(n) is not null).ToArray();
        var outputs = backward.Outputs.Select(o => slow.Contains(o.Name)
            ? o with { Id = g.Add(g.Input(Accumulated(o.Name), InputRole.State, backward[o.Id].Shape), ids[o.Id]) }
            : o with { Id = ids[o.Id] });
        return (g.ToGraph(outputs.ToList()), slow.Select(n => new Carry(Accumulated(n), n)).ToArray());
    }

    public static string Accumulated(string name) => "@accumulated:" + name;
}
