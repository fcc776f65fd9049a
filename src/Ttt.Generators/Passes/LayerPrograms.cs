using System.Linq;
using System.Threading;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;

namespace Ttt.Generators.Passes;

/// <summary>Everything that is derived from a declaration, in the order of derivation.</summary>
internal sealed record LayerPrograms(
    Graph Lifted,
    InnerGradients Inner,
    Graph Primal,
    Graph Boundary,
    DualPrograms? Dual)
{
    public static LayerPrograms Derive(LayerModel model, CancellationToken cancellation)
    {
        var lifted = Check(Lift.Run(model.InnerModel.Graph), nameof(Lift));
        var inner = InnerGradient.Run(lifted, model);
        Check(inner.Graph, nameof(InnerGradient));
        cancellation.ThrowIfCancellationRequested();
        var primal = Check(Passes.Primal.Step(lifted, model), nameof(Passes.Primal));
        var boundary = Check(Passes.Primal.Boundary(lifted), nameof(Boundary));
        return new(lifted, inner, primal, boundary, inner.Obstacle is null ? DualPrograms.Derive(lifted, inner, boundary, cancellation) : null);
    }

    internal static Graph Check(Graph graph, string pass)
    {
#if DEBUG
        return Verifier.Check(graph, pass);
#else
        return graph;
#endif
    }
}

/// <summary>The programs of a layer that has a dual form.</summary>
internal sealed record DualPrograms(
    ScanProgram Batch,
    ScanProgram States,
    ScanProgram BatchBackward,
    Graph Rows,
    Graph RowsBackward,
    Graph BoundaryBackward,
    Graph Decode)
{
    public static DualPrograms Derive(Graph lifted, InnerGradients inner, Graph boundary, CancellationToken cancellation)
    {
        var fast = lifted.Inputs().Where(i => i.Input.Role == InputRole.Fast).Select(i => i.Input.Name).ToArray();
        var forward = fast.Select(n => new Carry(n, Names.Next(n))).ToArray();
        var reverse = fast.Select(n => new Carry(Names.Cotangent(Names.Next(n)), Names.Cotangent(n))).ToArray();

        var batch = LayerPrograms.Check(Dual.Batch(lifted, inner), "Dual.Batch");
        var weights = new GraphBuilder();
        var ids = weights.Replay(batch, static (_, _) => null);
        var states = weights.ToGraph(forward.Select(c => new Output(c.Output, ids[batch.Output(c.Output)])));
        cancellation.ThrowIfCancellationRequested();
        var rows = LayerPrograms.Check(Dual.Rows(lifted, inner), "Dual.Rows");
        return new(
            ScanProgram.Schedule(batch, forward),
            ScanProgram.Schedule(states, forward),
            ScanProgram.Schedule(LayerPrograms.Check(OuterVjp.Run(batch), "OuterVjp(Batch)"), reverse),
            rows,
            LayerPrograms.Check(OuterVjp.Run(rows), "OuterVjp(Rows)"),
            LayerPrograms.Check(OuterVjp.Run(boundary), "OuterVjp(Boundary)"),
            LayerPrograms.Check(Passes.Primal.Decode(lifted, inner), "Decode"));
    }
}
