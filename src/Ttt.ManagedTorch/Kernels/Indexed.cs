using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Kernels that read or write where an index tensor says.</summary>
internal static unsafe class Indexed
{
    public static void Gather(TensorImpl y, TensorImpl x, TensorImpl index, int dim)
    {
        int size = DTypes.Size(x.DType);
        var walk = new Walk(index.Shape);
        for (long i = 0; i < index.Numel; i++, walk.Next())
        {
            long at = Check(((long*)index.Data)[i], x.Rank == 0 ? 1 : x.Shape[dim]);
            CopyOne(y.Data + (i * size), x.Data + (walk.Offset(x, dim, at) * size), size);
        }
        Keep(y, x, index);
    }

    public static void Scatter(TensorImpl y, TensorImpl values, TensorImpl index, int dim, bool add) =>
        DType.Run(y.DType, new ScatterRun(y, values, index, dim, add), add ? "scatter_add" : "scatter");

    /// <summary>y[:, i, :] = x[:, index[i], :] for contiguous tensors.</summary>
    public static void SelectRows(TensorImpl y, TensorImpl x, TensorImpl index, DimView view)
    {
        long row = view.Inner * DTypes.Size(x.DType), count = index.Numel;
        for (long o = 0; o < view.Outer; o++)
            for (long i = 0; i < count; i++)
                Buffer.MemoryCopy(x.Data + (((o * view.N) + Check(At(index, i), view.N)) * row), y.Data + (((o * count) + i) * row), row, row);
        Keep(y, x, index);
    }

    /// <summary>y[:, index[i], :] = or += x[:, i, :] for contiguous tensors; repeated rows add in order.</summary>
    public static void WriteRows(TensorImpl y, TensorImpl x, TensorImpl index, DimView view, bool add) =>
        DType.Run(y.DType, new WriteRun(y, x, index, view, add), add ? "index_add" : "index_copy");

    /// <summary>Element <paramref name="i"/> of an index of either integer type.</summary>
    public static long At(TensorImpl index, long i) => index.DType == ScalarType.Int64 ? ((long*)index.Data)[i] : ((int*)index.Data)[i];

    private static long Check(long index, long extent) =>
        index >= 0 && index < extent ? index : throw new ExternalException($"index {index} is out of bounds for dimension with size {extent}");

    private static void CopyOne(byte* to, byte* from, int size)
    {
        switch (size)
        {
            case 1: *to = *from; break;
            case 2: *(short*)to = *(short*)from; break;
            case 4: *(int*)to = *(int*)from; break;
            default: *(long*)to = *(long*)from; break;
        }
    }

    private static void Keep(TensorImpl a, TensorImpl b, TensorImpl c)
    {
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        GC.KeepAlive(c);
    }

    // Coordinates of a row-major walk.
    private readonly struct Walk(long[] shape)
    {
        private readonly long[] _at = new long[shape.Length];

        public void Next()
        {
            for (int d = shape.Length - 1; d >= 0; d--)
            {
                if (++_at[d] < shape[d]) return;
                _at[d] = 0;
            }
        }

        public long Offset(TensorImpl x, int dim, long index)
        {
            long offset = 0;
            for (int d = 0; d < _at.Length; d++) offset += (d == dim ? index : _at[d]) * x.Strides[d];
            return offset;
        }
    }

    private readonly struct ScatterRun(TensorImpl y, TensorImpl values, TensorImpl index, int dim, bool add) : INumericAction
    {
        public void Run<T>() where T : unmanaged, INumber<T>
        {
            T* to = (T*)y.Data, from = (T*)values.Data;
            var walk = new Walk(index.Shape);
            for (long i = 0; i < index.Numel; i++, walk.Next())
            {
                long at = Check(((long*)index.Data)[i], y.Rank == 0 ? 1 : y.Shape[dim]);
                T value = from[walk.Offset(values, -1, 0)];
                ref T place = ref to[walk.Offset(y, dim, at)];
                place = add ? place + value : value;
            }
            Keep(y, values, index);
        }
    }

    private readonly struct WriteRun(TensorImpl y, TensorImpl x, TensorImpl index, DimView view, bool add) : INumericAction
    {
        public void Run<T>() where T : unmanaged, INumber<T>
        {
            long n = view.Inner, count = index.Numel;
            for (long o = 0; o < view.Outer; o++)
            {
                for (long i = 0; i < count; i++)
                {
                    T* to = (T*)y.Data + (((o * view.N) + Check(At(index, i), view.N)) * n), from = (T*)x.Data + (((o * count) + i) * n);
                    if (add) default(BinaryLoop<T, AddOp>).Run(n, (byte*)to, sizeof(T), (byte*)to, sizeof(T), (byte*)from, sizeof(T), null, 0);
                    else Buffer.MemoryCopy(from, to, n * sizeof(T), n * sizeof(T));
                }
            }
            Keep(y, x, index);
        }
    }
}
