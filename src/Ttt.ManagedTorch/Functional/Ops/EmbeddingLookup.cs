using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Gathers rows of a table; the gradient adds rows up, in the order of the indices whatever the number of threads.</summary>
static unsafe class EmbeddingLookup
{
    sealed record Setting(long TableRows, long PaddingRow, bool ByFrequency);

    public static Tensor Apply(Tensor table, Tensor indices, long paddingRow, bool byFrequency)
    {
        if (indices.Impl.DType is not (ScalarType.Int64 or ScalarType.Int32))
            throw new ExternalException($"Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got {DTypes.Name(indices.Impl.DType)} instead (while checking arguments for embedding)");
        Dense.RequireFloat("embedding", table);
        var places = indices.Impl.DType == ScalarType.Int64 ? Dense.Of(indices) : indices.to_type(ScalarType.Int64);
        using var owned = places;
        RequireInside(places, table.Impl.Shape[0]);
        return Gather(table, places, new Setting(table.Impl.Shape[0], paddingRow, byFrequency));
    }

    static void RequireInside(Tensor places, long rows)
    {
        var p = Dense.Pointer<long>(places);
        for (var i = 0L; i < places.Impl.Numel; i++)
            if ((ulong)p[i] >= (ulong)rows)
                throw new ExternalException($"index out of range in self: {p[i]} in a table of {rows} rows");
    }

    static Tensor Gather(Tensor table, Tensor places, Setting setting)
    {
        using var rows = Dense.Of(table);
        using var at = Dense.Of(places);
        var output = empty([.. places.Impl.Shape, table.Impl.Shape[1]], table.Impl.DType);
        var bytes = table.Impl.Shape[1] * DTypes.Size(table.Impl.DType);
        var (source, target, p) = ((nint)rows.Impl.Data, (nint)output.Impl.Data, (nint)Dense.Pointer<long>(at));
        Parallel.For(places.Impl.Numel, Math.Max(1, Parallel.MinimumWork / Math.Max(1, bytes)), (from, to) =>
        {
            for (var i = from; i < to; i++)
                Unsafe.CopyBlockUnaligned((byte*)target + i * bytes, (byte*)source + ((long*)p)[i] * bytes, (uint)bytes);
        });
        return Tape.Tracks(table)
            ? Tape.Record(output, "EmbeddingBackward0", [table], [places], [static (node, grad) => Scatter(grad, node[0], (Setting)node.State!)], setting)
            : output;
    }

    static Tensor Scatter(Tensor grad, Tensor places, Setting setting)
    {
        var columns = grad.Impl.Shape[^1];
        using var g = Dense.Of(grad);
        using var at = Dense.Of(places);
        var result = zeros(setting.TableRows, columns, grad.Impl.DType);
        if (grad.Impl.DType == ScalarType.Float64)
            AddRows<double>(g, at, result, columns, setting);
        else
            AddRows<float>(g, at, result, columns, setting);
        return Tape.Tracks(grad)
            ? Tape.Record(result, "EmbeddingDenseBackward0", [grad], [places], [static (node, outer) => Spread(outer, node[0], (Setting)node.State!)], setting)
            : result;
    }

    // The scatter is linear: its gradient gathers, with the same rows left out and the same counts divided by.
    static Tensor Spread(Tensor outer, Tensor places, Setting setting)
    {
        var scale = RowScales(places, setting);
        var weighted = outer * from_array(scale).to_type(outer.Impl.DType).unsqueeze(1);
        return Gather(weighted, places, setting with { PaddingRow = -1, ByFrequency = false });
    }

    static double[] RowScales(Tensor places, Setting setting)
    {
        var scales = new double[setting.TableRows];
        var p = Dense.Pointer<long>(places);
        for (var i = 0L; i < places.Impl.Numel; i++)
            scales[p[i]]++;
        for (var row = 0L; row < scales.Length; row++)
            scales[row] = row == setting.PaddingRow ? 0 : setting.ByFrequency && scales[row] > 0 ? 1 / scales[row] : 1;
        return scales;
    }

    static void AddRows<T>(Tensor grad, Tensor places, Tensor result, long columns, Setting setting) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* g = Dense.Pointer<T>(grad), y = Dense.Pointer<T>(result);
        var p = Dense.Pointer<long>(places);
        var count = places.Impl.Numel;
        var scales = setting.ByFrequency ? RowScales(places, setting) : null;
        // Each thread owns a range of table rows and walks all indices.
        Parallel.For(setting.TableRows, count * columns < Parallel.MinimumWork ? setting.TableRows : 1, (from, to) =>
        {
            for (var i = 0L; i < count; i++)
            {
                var row = p[i];
                if (row < from || row >= to || row == setting.PaddingRow)
                    continue;
                Rows<T>.AddScaled(y + row * columns, scales is null ? T.One : T.CreateTruncating(scales[row]), g + i * columns, columns);
            }
        });
    }
}
