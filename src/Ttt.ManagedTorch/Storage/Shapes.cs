using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp;

/// <summary>Arithmetic on shapes and strides.</summary>
internal static class Shapes
{
    public static readonly long[] Scalar = [];

    public static long Numel(ReadOnlySpan<long> shape)
    {
        long n = 1;
        foreach (long extent in shape) n *= extent;
        return n;
    }

    public static long[] ContiguousStrides(ReadOnlySpan<long> shape)
    {
        if (shape.Length == 0) return Scalar;
        var strides = new long[shape.Length];
        long step = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = step;
            step *= Math.Max(shape[i], 1);
        }
        return strides;
    }

    public static bool IsContiguous(ReadOnlySpan<long> shape, ReadOnlySpan<long> strides)
    {
        long step = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            if (shape[i] == 0) return true;
            if (shape[i] == 1) continue;
            if (strides[i] != step) return false;
            step *= shape[i];
        }
        return true;
    }

    /// <summary>Whether the elements fill one block without gaps or overlaps, in any order of dimensions.</summary>
    public static bool IsDense(ReadOnlySpan<long> shape, ReadOnlySpan<long> strides)
    {
        Span<int> order = stackalloc int[shape.Length];
        int count = 0;
        for (int i = 0; i < shape.Length; i++)
        {
            if (shape[i] == 1) continue;
            int at = count++;
            while (at > 0 && strides[order[at - 1]] > strides[i])
            {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = i;
        }
        long step = 1;
        for (int i = 0; i < count; i++)
        {
            if (strides[order[i]] != step) return false;
            step *= shape[order[i]];
        }
        return true;
    }

    /// <summary>A dimension index as given by the user, negative from the end.</summary>
    public static int Dim(long dim, int rank)
    {
        int range = Math.Max(rank, 1);
        if (dim < -range || dim >= range)
            throw new ExternalException(string.Create(CultureInfo.InvariantCulture, $"Dimension out of range (expected to be in range of [{-range}, {range - 1}], but got {dim})"));
        return (int)(dim < 0 ? dim + range : dim);
    }

    public static long[] Broadcast(ReadOnlySpan<long> a, ReadOnlySpan<long> b)
    {
        int rank = Math.Max(a.Length, b.Length);
        var result = new long[rank];
        for (int i = 1; i <= rank; i++)
        {
            long x = i <= a.Length ? a[^i] : 1, y = i <= b.Length ? b[^i] : 1;
            if (x != y && x != 1 && y != 1)
                throw new ExternalException(string.Create(CultureInfo.InvariantCulture, $"The size of tensor a ({x}) must match the size of tensor b ({y}) at non-singleton dimension {rank - i}; shapes {Text(a)} and {Text(b)}"));
            result[^i] = x == 1 ? y : x;
        }
        return result;
    }

    /// <summary>Whether <paramref name="shape"/> can be broadcast to <paramref name="target"/>.</summary>
    public static bool IsExpandable(ReadOnlySpan<long> shape, ReadOnlySpan<long> target)
    {
        if (shape.Length > target.Length) return false;
        for (int i = 1; i <= shape.Length; i++)
            if (shape[^i] != target[^i] && shape[^i] != 1) return false;
        return true;
    }

    /// <summary>A shape with at most one -1, which stands for what is left of <paramref name="numel"/>.</summary>
    public static long[] Infer(ReadOnlySpan<long> shape, long numel)
    {
        var result = shape.ToArray();
        int unknown = -1;
        long known = 1;
        for (int i = 0; i < result.Length; i++)
        {
            if (result[i] == -1)
            {
                if (unknown >= 0) throw new ExternalException("only one dimension can be inferred");
                unknown = i;
            }
            else if (result[i] < 0)
                throw new ExternalException($"invalid shape dimension {result[i].ToString(CultureInfo.InvariantCulture)}");
            else known *= result[i];
        }
        if (unknown >= 0 && known != 0 && numel % known == 0) result[unknown] = numel / known;
        else if (unknown >= 0 || known != numel)
            throw new ExternalException(string.Create(CultureInfo.InvariantCulture, $"shape '{Text(shape)}' is invalid for input of size {numel}"));
        return result;
    }

    /// <summary>Strides that show the same elements under a new shape, or null where that needs a copy.</summary>
    public static long[]? ViewStrides(ReadOnlySpan<long> shape, ReadOnlySpan<long> strides, ReadOnlySpan<long> target)
    {
        if (Numel(shape) == 0 || IsContiguous(shape, strides)) return ContiguousStrides(target);
        var result = new long[target.Length];
        int view = target.Length - 1;
        long chunkStride = strides[^1], inChunk = 1, covered = 1;
        for (int dim = shape.Length - 1; dim >= 0; dim--)
        {
            inChunk *= shape[dim];
            bool chunkEnds = dim == 0 || (shape[dim - 1] != 1 && strides[dim - 1] != inChunk * chunkStride);
            if (!chunkEnds) continue;
            while (view >= 0 && (covered < inChunk || target[view] == 1))
            {
                result[view] = covered * chunkStride;
                covered *= target[view];
                view--;
            }
            if (covered != inChunk) return null;
            if (dim > 0)
            {
                chunkStride = strides[dim - 1];
                inChunk = 1;
                covered = 1;
            }
        }
        return view == -1 ? result : null;
    }

    public static string Text(ReadOnlySpan<long> shape)
    {
        var text = new StringBuilder("[");
        for (int i = 0; i < shape.Length; i++)
            text.Append(i > 0 ? ", " : "").Append(shape[i].ToString(CultureInfo.InvariantCulture));
        return text.Append(']').ToString();
    }
}
