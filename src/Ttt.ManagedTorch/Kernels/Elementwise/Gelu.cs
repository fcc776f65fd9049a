using System.Numerics;
using System.Runtime.CompilerServices;

namespace TorchSharp;

/// <summary>x Φ(x).</summary>
internal readonly struct GeluOp : IRealOp
{
    public static int Cost => 14;

    public static float Of(float x) => (float)Of((double)x);

    public static double Of(double x) => 0.5 * x * (1 + ScalarMath.Erf(x / Math.Sqrt(2)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Of(Vector<float> x) =>
        new Vector<float>(0.5f) * x * (Vector<float>.One + VectorMath.Erf(x * new Vector<float>(0.70710678f)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Of(Vector<double> x) => RealLoops.EachLane<GeluOp>(x);
}

/// <summary>The approximation 0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³))).</summary>
internal readonly struct GeluTanhOp : IRealOp
{
    public static int Cost => 14;

    public static float Of(float x) => (float)Of((double)x);

    public static double Of(double x) => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Of(Vector<float> x)
    {
        var inner = new Vector<float>(0.7978845608f) * VectorMath.Fma(x * x * x, new(0.044715f), x);
        return new Vector<float>(0.5f) * x * (Vector<float>.One + VectorMath.Tanh(inner));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Of(Vector<double> x) => RealLoops.EachLane<GeluTanhOp>(x);
}
