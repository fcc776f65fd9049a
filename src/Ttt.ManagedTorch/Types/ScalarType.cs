using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Element types, numbered as in libtorch.</summary>
    public enum ScalarType : sbyte
    {
        Byte = 0,
        Int8 = 1,
        Int16 = 2,
        Int32 = 3,
        Int64 = 4,
        Float16 = 5,
        Float32 = 6,
        Float64 = 7,
        ComplexFloat32 = 9,
        ComplexFloat64 = 10,
        Bool = 11,
        QInt8 = 12,
        QUInt8 = 13,
        QInt32 = 14,
        BFloat16 = 15,
    }

    /// <summary>How a quotient is rounded.</summary>
    public enum RoundingMode
    {
        None = 0,
        trunc = 1,
        floor = 2,
    }

    public static ScalarType @bool = ScalarType.Bool;
    public static ScalarType uint8 = ScalarType.Byte;
    public static ScalarType int8 = ScalarType.Int8;
    public static ScalarType int16 = ScalarType.Int16;
    public static ScalarType int32 = ScalarType.Int32;
    public static ScalarType int64 = ScalarType.Int64;
    public static ScalarType bfloat16 = ScalarType.BFloat16;
    public static ScalarType float16 = ScalarType.Float16;
    public static ScalarType float32 = ScalarType.Float32;
    public static ScalarType float64 = ScalarType.Float64;
    public static ScalarType @short = ScalarType.Int16;
    public static ScalarType @int = ScalarType.Int32;
    public static ScalarType @long = ScalarType.Int64;
    public static ScalarType half = ScalarType.Float16;
    public static ScalarType @float = ScalarType.Float32;
    public static ScalarType @double = ScalarType.Float64;

    public static bool is_floating_point(ScalarType type) => DTypes.IsFloat(type);

    public static bool is_integral(ScalarType type) => DTypes.IsIntegral(type);

    /// <summary>The type of a result that mixes both element types.</summary>
    public static ScalarType promote_types(ScalarType type1, ScalarType type2) => DTypes.Promote(type1, type2);
}

/// <summary>Facts about element types: size, category, promotion, and the .NET type behind each.</summary>
internal static class DTypes
{
    public static int Size(torch.ScalarType t) => t switch
    {
        torch.ScalarType.Byte or torch.ScalarType.Int8 or torch.ScalarType.Bool => 1,
        torch.ScalarType.Int16 or torch.ScalarType.BFloat16 => 2,
        torch.ScalarType.Int32 or torch.ScalarType.Float32 => 4,
        torch.ScalarType.Int64 or torch.ScalarType.Float64 => 8,
        _ => throw Unsupported(t),
    };

    public static bool IsFloat(torch.ScalarType t) =>
        t is torch.ScalarType.Float32 or torch.ScalarType.Float64 or torch.ScalarType.Float16 or torch.ScalarType.BFloat16;

    public static bool IsIntegral(torch.ScalarType t) =>
        t is torch.ScalarType.Byte or torch.ScalarType.Int8 or torch.ScalarType.Int16 or torch.ScalarType.Int32 or torch.ScalarType.Int64;

    // bool < integers < floats; scalars only matter where their category is higher.
    public static int Category(torch.ScalarType t) => t == torch.ScalarType.Bool ? 0 : IsFloat(t) ? 2 : 1;

    public static torch.ScalarType Promote(torch.ScalarType a, torch.ScalarType b)
    {
        if (a == b) return a;
        int ca = Category(a), cb = Category(b);
        if (ca != cb) return ca > cb ? a : b;
        if (ca == 2) return a == torch.ScalarType.Float64 || b == torch.ScalarType.Float64 ? torch.ScalarType.Float64 : torch.ScalarType.Float32;
        if (a != torch.ScalarType.Byte && b != torch.ScalarType.Byte) return a > b ? a : b;
        var other = a == torch.ScalarType.Byte ? b : a;
        return other == torch.ScalarType.Int8 ? torch.ScalarType.Int16 : other;
    }

    public static torch.ScalarType Of<T>()
    {
        if (typeof(T) == typeof(float)) return torch.ScalarType.Float32;
        if (typeof(T) == typeof(double)) return torch.ScalarType.Float64;
        if (typeof(T) == typeof(long)) return torch.ScalarType.Int64;
        if (typeof(T) == typeof(int)) return torch.ScalarType.Int32;
        if (typeof(T) == typeof(bool)) return torch.ScalarType.Bool;
        if (typeof(T) == typeof(byte)) return torch.ScalarType.Byte;
        if (typeof(T) == typeof(sbyte)) return torch.ScalarType.Int8;
        if (typeof(T) == typeof(short)) return torch.ScalarType.Int16;
        if (typeof(T) == typeof(BFloat16)) return torch.ScalarType.BFloat16;
        throw new NotSupportedException($"ManagedTorch holds no elements of type {typeof(T).Name}; use float, double, BFloat16, long, int, short, sbyte, byte or bool.");
    }

    public static Type ClrType(torch.ScalarType t) => t switch
    {
        torch.ScalarType.Float32 => typeof(float),
        torch.ScalarType.Float64 => typeof(double),
        torch.ScalarType.Int64 => typeof(long),
        torch.ScalarType.Int32 => typeof(int),
        torch.ScalarType.Bool => typeof(bool),
        torch.ScalarType.Byte => typeof(byte),
        torch.ScalarType.Int8 => typeof(sbyte),
        torch.ScalarType.Int16 => typeof(short),
        torch.ScalarType.BFloat16 => typeof(BFloat16),
        _ => throw Unsupported(t),
    };

    /// <summary>Name as libtorch's messages spell it.</summary>
    public static string Name(torch.ScalarType t) => t switch
    {
        torch.ScalarType.Float32 => "Float",
        torch.ScalarType.Float64 => "Double",
        torch.ScalarType.Int64 => "Long",
        torch.ScalarType.Int32 => "Int",
        torch.ScalarType.Int16 => "Short",
        torch.ScalarType.Int8 => "Char",
        _ => t.ToString(),
    };

    public static ExternalException Unsupported(torch.ScalarType t) =>
        new($"ScalarType {t} is not implemented by ManagedTorch; use Float32, Float64, BFloat16, Int64, Int32, Int16, Int8, Byte or Bool, or the TorchSharp backend.");

    public static ExternalException NotFor(string op, torch.ScalarType t) => new($"\"{op}\" not implemented for '{Name(t)}'");
}
