namespace TorchSharp;

/// <summary>A number with its element type; made by implicit conversion from .NET numbers.</summary>
public sealed class Scalar : IDisposable
{
    private readonly double _real;
    private readonly long _integer;

    private Scalar(torch.ScalarType type, double real, long integer)
    {
        Type = type;
        _real = real;
        _integer = integer;
    }

    public torch.ScalarType Type { get; }

    internal double Real => DTypes.IsFloat(Type) ? _real : _integer;

    internal long Integer => DTypes.IsFloat(Type) ? (long)_real : _integer;

    internal bool IsFloat => DTypes.IsFloat(Type);

    internal bool IsZero => Real == 0;

    internal static Scalar Of(double value, torch.ScalarType type) =>
        DTypes.IsFloat(type) ? new(type, value, 0) : new(type, 0, (long)value);

    internal static Scalar OfInteger(long value, torch.ScalarType type) => new(type, value, value);

    /// <summary>The negated number, of the same type.</summary>
    internal Scalar Negated() => IsFloat ? new(Type, -_real, 0) : new(Type == torch.ScalarType.Bool ? torch.ScalarType.Int64 : Type, 0, -_integer);

    public static implicit operator Scalar(byte value) => new(torch.ScalarType.Byte, 0, value);

    public static implicit operator Scalar(sbyte value) => new(torch.ScalarType.Int8, 0, value);

    public static implicit operator Scalar(short value) => new(torch.ScalarType.Int16, 0, value);

    public static implicit operator Scalar(int value) => new(torch.ScalarType.Int32, 0, value);

    public static implicit operator Scalar(long value) => new(torch.ScalarType.Int64, 0, value);

    public static implicit operator Scalar(float value) => new(torch.ScalarType.Float32, value, 0);

    public static implicit operator Scalar(BFloat16 value) => new(torch.ScalarType.BFloat16, value.ToSingle(), 0);

    public static implicit operator Scalar(double value) => new(torch.ScalarType.Float64, value, 0);

    public static implicit operator Scalar(bool value) => new(torch.ScalarType.Bool, 0, value ? 1 : 0);

    /// <summary>Nothing to release; present because TorchSharp's scalars hold a native handle.</summary>
    public void Dispose()
    {
    }
}

/// <summary>Conversions between <see cref="Scalar"/> and .NET numbers.</summary>
public static class ScalarExtensionMethods
{
    public static BFloat16 ToBFloat16(this Scalar value) => (BFloat16)value.Real;

    public static bool ToBoolean(this Scalar value) => !value.IsZero;

    public static byte ToByte(this Scalar value) => (byte)value.Integer;

    public static double ToDouble(this Scalar value) => value.Real;

    public static short ToInt16(this Scalar value) => (short)value.Integer;

    public static int ToInt32(this Scalar value) => (int)value.Integer;

    public static long ToInt64(this Scalar value) => value.Integer;

    public static sbyte ToSByte(this Scalar value) => (sbyte)value.Integer;

    public static float ToSingle(this Scalar value) => (float)value.Real;

    public static Scalar ToScalar(this byte value) => value;

    public static Scalar ToScalar(this sbyte value) => value;

    public static Scalar ToScalar(this short value) => value;

    public static Scalar ToScalar(this int value) => value;

    public static Scalar ToScalar(this long value) => value;

    public static Scalar ToScalar(this float value) => value;

    public static Scalar ToScalar(this BFloat16 value) => value;

    public static Scalar ToScalar(this double value) => value;

    public static Scalar ToScalar(this bool value) => value;
}
