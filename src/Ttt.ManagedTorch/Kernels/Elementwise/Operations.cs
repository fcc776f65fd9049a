using System.Numerics;

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
    public static T Of<T>(T a, T b) where T : unmanaged, INumber<T> => a + b;

    public static Vector<T> Of<T>(Vector<T> a, Vector<T> b) where T : unmanaged, INumber<T> => a + b;
}

internal readonly struct SubOp : IBinaryOp
{
    public static T Of<T>(T a, T b) where T : unmanaged, INumber<T> => a - b;

    public static Vector<T> Of<T>(Vector<T> a, Vector<T> b) where T : unmanaged, INumber<T> => a - b;
}

internal readonly struct MulOp : IBinaryOp
{
    public static T Of<T>(T a, T b) where T : unmanaged, INumber<T> => a * b;

    public static Vector<T> Of<T>(Vector<T> a, Vector<T> b) where T : unmanaged, INumber<T> => a * b;
}

internal readonly struct DivOp : IBinaryOp
{
    public static T Of<T>(T a, T b) where T : unmanaged, INumber<T> => a / b;

    public static Vector<T> Of<T>(Vector<T> a, Vector<T> b) where T : unmanaged, INumber<T> => a / b;
}

internal readonly struct MaxOp : IBinaryOp
{
    public static T Of<T>(T a, T b) where T : unmanaged, INumber<T> => T.IsNaN(a) ? a : T.IsNaN(b) ? b : a > b ? a : b;

    public static Vector<T> Of<T>(Vector<T> a, Vector<T> b) where T : unmanaged, INumber<T> => Vector.Max(a, b);
}

internal readonly struct MinOp : IBinaryOp
{
    public static T Of<T>(T a, T b) where T : unmanaged, INumber<T> => T.IsNaN(a) ? a : T.IsNaN(b) ? b : a < b ? a : b;

    public static Vector<T> Of<T>(Vector<T> a, Vector<T> b) where T : unmanaged, INumber<T> => Vector.Min(a, b);
}

internal readonly struct EqOp : ICompareOp
{
    public static bool Of<T>(T a, T b) where T : unmanaged, INumber<T> => a == b;
}

internal readonly struct NeOp : ICompareOp
{
    public static bool Of<T>(T a, T b) where T : unmanaged, INumber<T> => a != b;
}

internal readonly struct LtOp : ICompareOp
{
    public static bool Of<T>(T a, T b) where T : unmanaged, INumber<T> => a < b;
}

internal readonly struct LeOp : ICompareOp
{
    public static bool Of<T>(T a, T b) where T : unmanaged, INumber<T> => a <= b;
}

internal readonly struct GtOp : ICompareOp
{
    public static bool Of<T>(T a, T b) where T : unmanaged, INumber<T> => a > b;
}

internal readonly struct GeOp : ICompareOp
{
    public static bool Of<T>(T a, T b) where T : unmanaged, INumber<T> => a >= b;
}

internal readonly struct NegOp : IUnaryOp
{
    public static T Of<T>(T x) where T : unmanaged, INumber<T> => -x;

    public static Vector<T> Of<T>(Vector<T> x) where T : unmanaged, INumber<T> => -x;
}

internal readonly struct AbsOp : IUnaryOp
{
    public static T Of<T>(T x) where T : unmanaged, INumber<T> => T.Abs(x);

    public static Vector<T> Of<T>(Vector<T> x) where T : unmanaged, INumber<T> => Vector.Abs(x);
}

internal readonly struct SquareOp : IUnaryOp
{
    public static T Of<T>(T x) where T : unmanaged, INumber<T> => x * x;

    public static Vector<T> Of<T>(Vector<T> x) where T : unmanaged, INumber<T> => x * x;
}

internal readonly struct ReluOp : IUnaryOp
{
    public static T Of<T>(T x) where T : unmanaged, INumber<T> => x < T.Zero ? T.Zero : x;

    public static Vector<T> Of<T>(Vector<T> x) where T : unmanaged, INumber<T> => Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), Vector<T>.Zero, x);
}

internal readonly struct SignOp : IUnaryOp
{
    public static T Of<T>(T x) where T : unmanaged, INumber<T> => x > T.Zero ? T.One : x < T.Zero ? -T.One : T.Zero;

    public static Vector<T> Of<T>(Vector<T> x) where T : unmanaged, INumber<T> =>
        Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), Vector<T>.One, Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), -Vector<T>.One, Vector<T>.Zero));
}
