using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A contiguous tensor seen as [outer, n, inner] around one dimension.</summary>
internal readonly record struct DimView(long Outer, long N, long Inner)
{
    public static DimView Of(ReadOnlySpan<long> shape, int dim) => shape.Length == 0
        ? new(1, 1, 1)
        : new(Shapes.Numel(shape[..dim]), shape[dim], Shapes.Numel(shape[(dim + 1)..]));
}

/// <summary>What operations along one dimension share.</summary>
internal static class DimOps
{
    public static long[] WithExtent(ReadOnlySpan<long> shape, int dim, long extent)
    {
        if (shape.Length == 0) return [];
        var result = shape.ToArray();
        result[dim] = extent;
        return result;
    }

    public static void RequireElements(string op, Tensor x)
    {
        if (x.Impl.Numel == 0) throw new ExternalException($"{op}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument. Shape {Shapes.Text(x.Impl.Shape)}");
    }
}
