using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Padding by a constant, or by elements of the tensor itself.</summary>
static class PadOp
{
    public static Tensor Constant(Tensor input, long[] pad, double value)
    {
        var result = Fill(input, pad, value);
        return Tape.Tracks(input)
            ? Tape.Record(result, "ConstantPadNdBackward0", [input], [], [static (node, grad) => Constant(grad, [.. ((long[])node.State!).Select(size => -size)], 0)], pad)
            : result;
    }

    static Tensor Fill(Tensor input, long[] pad, double value)
    {
        using var frozen = GradMode.Set(false);
        using var scope = NewDisposeScope();
        var shape = (long[])input.Impl.Shape.Clone();
        for (var i = 0; i < pad.Length / 2; i++)
            shape[^(i + 1)] += pad[2 * i] + pad[2 * i + 1];
        if (shape.Any(size => size < 0))
            throw new ExternalException($"The input size {Shapes.Text(input.Impl.Shape)}, plus negative padding {Shapes.Text(pad)}, resulted in a negative output size");
        var result = full(shape, value, input.Impl.DType);
        var (from, to) = (input.alias(), result.alias());
        for (var i = 0; i < pad.Length / 2; i++)
        {
            var dim = input.Impl.Rank - 1 - i;
            var (cut, start) = (Math.Max(0, -pad[2 * i]), Math.Max(0, pad[2 * i]));
            var length = Math.Min(input.Impl.Shape[dim] - cut, shape[dim] - start);
            if (length <= 0)
                return result.MoveToOuterDisposeScope();
            from = from.narrow(dim, cut, length);
            to = to.narrow(dim, start, length);
        }
        to.copy_(from);
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>One dimension, by the positions each mode looks at.</summary>
    public static Tensor ByIndex(Tensor input, int dim, long left, long right, PaddingModes mode)
    {
        var size = input.Impl.Shape[dim];
        var limit = mode switch { PaddingModes.Reflect => size - 1, PaddingModes.Circular => size, _ => long.MaxValue };
        if (size == 0 || left > limit || right > limit)
            throw new ExternalException($"Padding size should be at most {limit} in mode {mode} for a dimension of {size}, but got padding ({left}, {right}) at dimension {dim} of input {Shapes.Text(input.Impl.Shape)}");
        var places = new long[Math.Max(0, left + size + right)];
        for (var i = 0L; i < places.Length; i++)
            places[i] = Place(i - left, size, mode);
        using var index = tensor(places);
        return input.index_select(dim, index);
    }

    static long Place(long position, long size, PaddingModes mode) => mode switch
    {
        PaddingModes.Replicate => Math.Clamp(position, 0, size - 1),
        PaddingModes.Circular => (position % size + size) % size,
        _ => position < 0 ? -position : position >= size ? 2 * (size - 1) - position : position,
    };
}
