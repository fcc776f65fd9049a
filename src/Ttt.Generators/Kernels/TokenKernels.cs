using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Kernels;

/// <summary>The kernels of one token: its step, and what happens at a boundary. They carry nothing: states go in and come out.</summary>
/// <param name="Decode">The step.</param>
/// <param name="Boundary">The boundary; null where nothing happens there.</param>
/// <param name="Recent">Both again, on the rows since the boundary; null where no sum is made of such rows.</param>
internal sealed record TokenKernels(KernelGraph Decode, KernelGraph? Boundary, RecentKernels? Recent)
{
    /// <summary>The kernels of a layer, or null where an operation has none.</summary>
    public static TokenKernels? Derive(Graph decode, Graph? boundary)
    {
        var crossed = boundary is null ? null : Of(boundary);
        return Of(decode) is { } step && (boundary is null) == (crossed is null) ? new(step, crossed, crossed is null ? null : RecentRows.Run(step.Graph, crossed.Graph)) : null;
    }

    private static KernelGraph? Of(Graph graph)
        => graph.Nodes.Any(n => n.Op.Kernel == KernelRole.None) ? null : new(KernelAlgebra.Run(graph), EquatableArray<Carry>.Empty);
}
