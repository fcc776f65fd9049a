using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Single elements and whole-tensor comparison.</summary>
internal static unsafe class TensorValues
{
    /// <summary>Element offset of the <paramref name="index"/>-th element in row-major order.</summary>
    public static long Position(TensorImpl impl, long index)
    {
        if (impl.IsContiguous) return index;
        long position = 0;
        for (int i = impl.Rank - 1; i >= 0; i--)
        {
            position += index % impl.Shape[i] * impl.Strides[i];
            index /= impl.Shape[i];
        }
        return position;
    }

    public static Scalar Read(TensorImpl impl, long index)
    {
        byte* at = impl.Data + (Position(impl, index) * DTypes.Size(impl.DType));
        Scalar value = impl.DType switch
        {
            ScalarType.Float32 => *(float*)at,
            ScalarType.Float64 => *(double*)at,
            ScalarType.BFloat16 => *(BFloat16*)at,
            ScalarType.Int64 => *(long*)at,
            ScalarType.Int32 => *(int*)at,
            ScalarType.Int16 => *(short*)at,
            ScalarType.Int8 => *(sbyte*)at,
            ScalarType.Byte => *at,
            ScalarType.Bool => *(bool*)at,
            _ => throw DTypes.Unsupported(impl.DType),
        };
        GC.KeepAlive(impl);
        return value;
    }

    public static bool AllEqual(Tensor a, Tensor b)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        return a.eq(b).all().ToBoolean();
    }
}
