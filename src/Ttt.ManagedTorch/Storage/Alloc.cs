using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Fresh tensors for the use of operations.</summary>
internal static class Alloc
{
    /// <summary>Contiguous and uninitialised; keeps <paramref name="shape"/>.</summary>
    public static Tensor New(long[] shape, ScalarType dtype) => new(TensorImpl.Allocate(shape, Shapes.ContiguousStrides(shape), dtype));

    public static unsafe Tensor Zeros(long[] shape, ScalarType dtype)
    {
        var tensor = New(shape, dtype);
        System.Runtime.InteropServices.NativeMemory.Clear(tensor.Impl.Data, (nuint)(tensor.Impl.Numel * DTypes.Size(dtype)));
        GC.KeepAlive(tensor);
        return tensor;
    }

    public static Tensor Filled(long[] shape, ScalarType dtype, Scalar value)
    {
        var tensor = New(shape, dtype);
        Elementwise.Fill(tensor.Impl, value);
        return tensor;
    }
}
