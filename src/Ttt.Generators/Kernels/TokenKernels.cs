using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Kernels;

/// <summary>The kernels of one token: its step, and what happens at a boundary. They carry nothing: states go in and come out.</summary>
internal sealed record TokenKernels(KernelGraph Decode, KernelGraph? Boundary)
{
    /// <summary>The kernels of a layer, or null where an operation has none.</summary>
    public static TokenKernels? Derive(Graph decode, Graph? boundary)
    {
        var crossed = boundary is null ? null : Of(boundary);
        return Of(decode) is { } step && (boundary is null) == (crossed is null) ? new(step, crossed) : null;
    }

    private static KernelGraph? Of(Graph graph)
        => graph.Nodes.Any(n => n.Op.Kernel == KernelRole.None) ? null : new(KernelAlgebra.Run(graph), EquatableArray<Carry>.Empty);
}
