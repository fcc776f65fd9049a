using System.Linq;
using System.Threading;
using Ttt.Generators.Ir;
using Ttt.Generators.Kernels;
using Ttt.Generators.Parsing;

namespace Ttt.Generators.Passes;

/// <summary>Everything that is derived from a declaration, in the order of derivation.</summary>
internal sealed record LayerPrograms(
    EquatableArray<StateSlot> Slots,
    EquatableArray<GateInput> Gates,
    Graph Lifted,
    InnerGradients Inner,
    LayerForms Forms,
    Graph Primal,
    Graph PrimalBackward,
    Graph? Boundary,
    Graph? BoundaryBackward,
    Graph? ReadAnchor,
    DualPrograms? Dual,
    BlockPrograms? Online,
    TokenKernels? Token)
{
    public static LayerPrograms Derive(LayerModel model, CancellationToken cancellation)
    {
        var lifted = Check(Lift.Run(model.InnerModel.Graph), nameof(Lift));
        if (model.Loss is { } loss)
            model = model with { Loss = loss with { Graph = Lift.Run(loss.Graph) } };
        var inner = InnerGradient.Run(lifted, model);
        Check(inner.Graph, nameof(InnerGradient));
        cancellation.ThrowIfCancellationRequested();

        var slots = StateSlots.Of(model);
        var forms = LayerForms.Of(model, lifted, inner);
        var ridge = forms is { Class: LayerClass.Ridge, Obstacle: null } ? RidgeRegression.Rows(model, lifted, inner) : null;
        var primal = Check(ridge is null ? Passes.Primal.Step(model, lifted) : Build.OneRow(ridge), nameof(Passes.Primal));
        var boundary = ridge is null ? Check(Passes.Primal.Boundary(model, lifted), nameof(Boundary)) : null;
        var dual = ridge is null && forms.Obstacle is null ? DualPrograms.Derive(model, lifted, inner, slots, cancellation) : null;
        return new(
            slots, GateInputs.Of(model), lifted, inner, forms,
            primal, Check(OuterVjp.Run(primal), "OuterVjp(Primal)"),
            boundary, boundary is null ? null : Check(OuterVjp.Run(boundary), "OuterVjp(Boundary)"),
            model.Policy.ReadOut == "ChunkEnd" ? Check(Passes.Primal.ReadAnchor(model, lifted), nameof(ReadAnchor)) : null,
            dual,
            ridge is not null ? BlockPrograms.Derive(ridge, slots, "Ridge")
                : forms.IsOnlineParallel ? BlockPrograms.Derive(Passes.Dual.Online(model, lifted, inner), slots, "Dual.Online")
                : forms.Class == LayerClass.Sequential ? BlockPrograms.Derive(Recurrent.Token(primal, boundary!, slots), slots, nameof(Recurrent)) : null,
            TokenKernels.Derive(dual?.Rows is null ? primal : dual.Decode, boundary));
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

/// <summary>A program of whole mini-batches with what training needs of it.</summary>
internal sealed record BlockPrograms(ScanProgram Forward, ScanProgram States, ScanProgram Backward, KernelPrograms? Kernels)
{
    public static BlockPrograms Derive(Graph forward, EquatableArray<StateSlot> slots, string pass)
    {
        LayerPrograms.Check(forward, pass);
        var carried = slots.Where(s => s.IsAtBoundary).Select(s => s.Name).ToArray();
        var carries = carried.Select(n => new Carry(n, Names.Next(n))).ToArray();
        var reverse = carried.Select(n => new Carry(Names.Cotangent(Names.Next(n)), Names.Cotangent(n))).ToArray();
        var states = new GraphBuilder();
        var ids = states.Replay(forward, static (_, _) => null);
        return new(
            ScanProgram.Schedule(forward, carries),
            ScanProgram.Schedule(states.ToGraph(carries.Select(c => new Output(c.Output, ids[forward.Output(c.Output)]))), carries),
            ScanProgram.Schedule(LayerPrograms.Check(OuterVjp.Run(forward), $"OuterVjp({pass})"), reverse),
            KernelPrograms.Derive(forward, slots));
    }
}

/// <summary>The programs of a layer that has a dual form; those of parts of a mini-batch where calls may end inside one.</summary>
internal sealed record DualPrograms(BlockPrograms Batch, Graph? Rows, Graph? RowsBackward, Graph Decode)
{
    public static DualPrograms Derive(LayerModel model, Graph lifted, InnerGradients inner, EquatableArray<StateSlot> slots, CancellationToken cancellation)
    {
        var batch = Dual.Batch(model, lifted, inner);
        var blocks = BlockPrograms.Derive(batch, slots, "Dual.Batch");
        cancellation.ThrowIfCancellationRequested();
        if (model.Policy.ReadOut == "ChunkEnd")
            return new(blocks, null, null, Build.OneRow(batch));
        var rows = LayerPrograms.Check(Dual.Rows(model, lifted, inner), "Dual.Rows");
        return new(
            blocks, rows,
            LayerPrograms.Check(OuterVjp.Run(rows), "OuterVjp(Rows)"),
            LayerPrograms.Check(Build.OneRow(rows), "Decode"));
    }
}
