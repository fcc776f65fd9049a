using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Passes;

/// <summary>
/// The backward program of a forward program: from cotangents of its outputs to cotangents of all its inputs, forward
/// values recomputed. The very sweep that made the inner gradient, run over the result.
/// </summary>
internal static class OuterVjp
{
    public static Graph Run(Graph forward) => Simplify.Run(Sweep(forward));

    /// <summary>The sweep as it is: the forward program's values stand in it unchanged, those of <paramref name="kept"/> among its outputs.</summary>
    public static Graph Sweep(Graph forward, IEnumerable<Output>? kept = null)
    {
        var g = new GraphBuilder();
        var ids = g.Replay(forward, static (_, _) => null);
        var inputs = forward.Inputs().Select(i => (i.Input.Name, Id: ids[i.Id])).ToArray();
        var seeds = forward.Outputs
            .Select(o => (ids[o.Id], g.Input(Names.Cotangent(o.Name), InputRole.Cotangent, forward[o.Id].Shape)))
            .ToArray();
        var cotangents = Differentiation.Reverse(g, seeds, inputs.Select(i => i.Id));
        var outputs = inputs.Select(i => new Output(
            Names.Cotangent(i.Name),
            cotangents.TryGetValue(i.Id, out var d) ? d : g.Zero(g.ShapeOf(i.Id))));
        return g.ToGraph(outputs.Concat((kept ?? []).Select(o => o with { Id = ids[o.Id] })));
    }
}
