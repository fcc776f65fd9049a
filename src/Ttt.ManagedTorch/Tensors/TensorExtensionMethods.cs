namespace TorchSharp;

/// <summary>Conversions of one-element tensors to .NET numbers, and small helpers.</summary>
public static partial class TensorExtensionMethods
{
    public static BFloat16 ToBFloat16(this torch.Tensor value) => value.ToScalar().ToBFloat16();

    public static bool ToBoolean(this torch.Tensor value) => value.ToScalar().ToBoolean();

    public static byte ToByte(this torch.Tensor value) => value.ToScalar().ToByte();

    public static double ToDouble(this torch.Tensor value) => value.ToScalar().ToDouble();

    public static short ToInt16(this torch.Tensor value) => value.ToScalar().ToInt16();

    public static int ToInt32(this torch.Tensor value) => value.ToScalar().ToInt32();

    public static long ToInt64(this torch.Tensor value) => value.ToScalar().ToInt64();

    public static sbyte ToSByte(this torch.Tensor value) => value.ToScalar().ToSByte();

    public static float ToSingle(this torch.Tensor value) => value.ToScalar().ToSingle();

    public static int ElementSize(this torch.ScalarType type) => DTypes.Size(type);

    public static long TotalSize(this IEnumerable<long> shape) => shape.Aggregate(1L, static (product, extent) => product * extent);
}
