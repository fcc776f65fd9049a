using System.Numerics;
using System.Runtime.CompilerServices;

namespace TorchSharp;

/// <summary>A function of two numbers of one type, for one element and for a vector of them.</summary>
internal interface IBinaryOp
{
    static abstract T Of<T>(T a, T b) where T : unmanaged, INumber<T>;

    static abstract Vector<T> Of<T>(Vector<T> a, Vector<T> b) where T : unmanaged, INumber<T>;
}

/// <summary>A relation between two numbers of one type.</summary>
internal interface ICompareOp
{
    static abstract bool Of<T>(T a, T b) where T : unmanaged, INumber<T>;
}

/// <summary>A function of one number of any type.</summary>
internal interface IUnaryOp
{
    static abstract T Of<T>(T x) where T : unmanaged, INumber<T>;

    static abstract Vector<T> Of<T>(Vector<T> x) where T : unmanaged, INumber<T>;
}

/// <summary>A function of one real number.</summary>
internal interface IRealOp
{
    static abstract float Of(float x);

    static abstract double Of(double x);

    static abstract Vector<float> Of(Vector<float> x);

    static abstract Vector<double> Of(Vector<double> x);

    /// <summary>Relative cost, one for an addition.</summary>
    static virtual int Cost => 8;
}

internal readonly struct AddOp : IBinaryOp
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(T a, T b) where T : unmanaged, INumber<T> => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Of<T>(Vector<T> a, Vector<T> b) where T : unmanaged, INumber<T> => a + b;
}

internal readonly struct SubOp : IBinaryOp
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(T a, T b) where T : unmanaged, INumber<T> => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Of<T>(Vector<T> a, Vector<T> b) where T : unmanaged, INumber<T> => a - b;
}

internal readonly struct MulOp : IBinaryOp
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(T a, T b) where T : unmanaged, INumber<T> => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Of<T>(Vector<T> a, Vector<T> b) where T : unmanaged, INumber<T> => a * b;
}

internal readonly struct DivOp : IBinaryOp
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(T a, T b) where T : unmanaged, INumber<T> => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Of<T>(Vector<T> a, Vector<T> b) where T : unmanaged, INumber<T> => a / b;
}

internal readonly struct MaxOp : IBinaryOp
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(T a, T b) where T : unmanaged, INumber<T> => T.IsNaN(a) ? a : T.IsNaN(b) ? b : a > b ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Of<T>(Vector<T> a, Vector<T> b) where T : unmanaged, INumber<T> => Vector.Max(a, b);
}

internal readonly struct MinOp : IBinaryOp
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(T a, T b) where T : unmanaged, INumber<T> => T.IsNaN(a) ? a : T.IsNaN(b) ? b : a < b ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Of<T>(Vector<T> a, Vector<T> b) where T : unmanaged, INumber<T> => Vector.Min(a, b);
}

internal readonly struct EqOp : ICompareOp
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Of<T>(T a, T b) where T : unmanaged, INumber<T> => a == b;
}

internal readonly struct NeOp : ICompareOp
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Of<T>(T a, T b) where T : unmanaged, INumber<T> => a != b;
}

internal readonly struct LtOp : ICompareOp
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Of<T>(T a, T b) where T : unmanaged, INumber<T> => a < b;
}

internal readonly struct LeOp : ICompareOp
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Of<T>(T a, T b) where T : unmanaged, INumber<T> => a <= b;
}

internal readonly struct GtOp : ICompareOp
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Of<T>(T a, T b) where T : unmanaged, INumber<T> => a > b;
}

internal readonly struct GeOp : ICompareOp
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Of<T>(T a, T b) where T : unmanaged, INumber<T> => a >= b;
}

internal readonly struct NegOp : IUnaryOp
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(T x) where T : unmanaged, INumber<T> => -x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Of<T>(Vector<T> x) where T : unmanaged, INumber<T> => -x;
}

internal readonly struct AbsOp : IUnaryOp
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(T x) where T : unmanaged, INumber<T> => T.Abs(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Of<T>(Vector<T> x) where T : unmanaged, INumber<T> => Vector.Abs(x);
}

internal readonly struct SquareOp : IUnaryOp
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(T x) where T : unmanaged, INumber<T> => x * x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Of<T>(Vector<T> x) where T : unmanaged, INumber<T> => x * x;
}

internal readonly struct ReluOp : IUnaryOp
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(T x) where T : unmanaged, INumber<T> => x < T.Zero ? T.Zero : x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Of<T>(Vector<T> x) where T : unmanaged, INumber<T> => Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), Vector<T>.Zero, x);
}

internal readonly struct SignOp : IUnaryOp
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(T x) where T : unmanaged, INumber<T> => x > T.Zero ? T.One : x < T.Zero ? -T.One : T.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Of<T>(Vector<T> x) where T : unmanaged, INumber<T> =>
        Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), Vector<T>.One, Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), -Vector<T>.One, Vector<T>.Zero));
}
