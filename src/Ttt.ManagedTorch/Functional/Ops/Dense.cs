using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>What fused operations need of tensors before they touch memory.</summary>
static class Dense
{
    /// <summary>The same values in row order, outside the graph: another wrapper, or a copy where the layout needs one.</summary>
    public static Tensor Of(Tensor tensor)
    {
        using var frozen = GradMode.Set(false);
        return tensor.contiguous();
    }

    public static Tensor? Maybe(Tensor? tensor) => tensor is null ? null : Of(tensor);

    public static unsafe T* Pointer<T>(Tensor? tensor) where T : unmanaged => tensor is null ? null : (T*)tensor.Impl.Data;

    public static void RequireFloat(string operation, Tensor tensor)
    {
        if (tensor.Impl.DType is not (ScalarType.Float32 or ScalarType.Float64))
            throw new ExternalException($"\"{operation}\" not implemented for '{DTypes.Name(tensor.Impl.DType)}'");
    }

    public static void RequireSameType(string operation, Tensor first, params ReadOnlySpan<Tensor?> others)
    {
        foreach (var other in others)
            if (other is not null && other.Impl.DType != first.Impl.DType)
                throw new ExternalException($"{operation}: expected all tensors to have scalar type {DTypes.Name(first.Impl.DType)} but found {DTypes.Name(other.Impl.DType)}");
    }
}
