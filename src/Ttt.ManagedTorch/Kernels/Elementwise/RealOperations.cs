using System.Numerics;
using System.Runtime.CompilerServices;

namespace TorchSharp;

internal readonly struct ExpOp : IRealOp
{
    public static int Cost => 8;

    public static float Of(float x) => MathF.Exp(x);

    public static double Of(double x) => Math.Exp(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Of(Vector<float> x) => VectorMath.Exp(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Of(Vector<double> x) => Vector.Exp(x);
}

internal readonly struct LogOp : IRealOp
{
    public static int Cost => 12;

    public static float Of(float x) => MathF.Log(x);

    public static double Of(double x) => Math.Log(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Of(Vector<float> x) => Vector.Log(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Of(Vector<double> x) => Vector.Log(x);
}

internal readonly struct SqrtOp : IRealOp
{
    public static int Cost => 2;

    public static float Of(float x) => MathF.Sqrt(x);

    public static double Of(double x) => Math.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Of(Vector<float> x) => Vector.SquareRoot(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Of(Vector<double> x) => Vector.SquareRoot(x);
}

internal readonly struct RsqrtOp : IRealOp
{
    public static int Cost => 3;

    public static float Of(float x) => 1 / MathF.Sqrt(x);

    public static double Of(double x) => 1 / Math.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Of(Vector<float> x) => Vector<float>.One / Vector.SquareRoot(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Of(Vector<double> x) => Vector<double>.One / Vector.SquareRoot(x);
}

internal readonly struct ReciprocalOp : IRealOp
{
    public static int Cost => 2;

    public static float Of(float x) => 1 / x;

    public static double Of(double x) => 1 / x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Of(Vector<float> x) => Vector<float>.One / x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Of(Vector<double> x) => Vector<double>.One / x;
}

internal readonly struct TanhOp : IRealOp
{
    public static int Cost => 12;

    public static float Of(float x) => MathF.Tanh(x);

    public static double Of(double x) => Math.Tanh(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Of(Vector<float> x) => VectorMath.Tanh(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Of(Vector<double> x) => RealLoops.EachLane<TanhOp>(x);
}

internal readonly struct SigmoidOp : IRealOp
{
    public static int Cost => 10;

    public static float Of(float x) => 1 / (1 + MathF.Exp(-x));

    public static double Of(double x) => ScalarMath.Sigmoid(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Of(Vector<float> x) => VectorMath.Sigmoid(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Of(Vector<double> x) => Vector<double>.One / (Vector<double>.One + Vector.Exp(-x));
}

internal readonly struct SiluOp : IRealOp
{
    public static int Cost => 10;

    public static float Of(float x) => x / (1 + MathF.Exp(-x));

    public static double Of(double x) => x * ScalarMath.Sigmoid(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Of(Vector<float> x) => x * VectorMath.Sigmoid(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Of(Vector<double> x) => x / (Vector<double>.One + Vector.Exp(-x));
}

internal readonly struct SinOp : IRealOp
{
    public static int Cost => 12;

    public static float Of(float x) => MathF.Sin(x);

    public static double Of(double x) => Math.Sin(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Of(Vector<float> x) => Vector.Sin(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Of(Vector<double> x) => Vector.Sin(x);
}

internal readonly struct CosOp : IRealOp
{
    public static int Cost => 12;

    public static float Of(float x) => MathF.Cos(x);

    public static double Of(double x) => Math.Cos(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Of(Vector<float> x) => Vector.Cos(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Of(Vector<double> x) => Vector.Cos(x);
}

internal readonly struct ErfOp : IRealOp
{
    public static int Cost => 12;

    public static float Of(float x) => (float)ScalarMath.Erf(x);

    public static double Of(double x) => ScalarMath.Erf(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Of(Vector<float> x) => VectorMath.Erf(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Of(Vector<double> x) => RealLoops.EachLane<ErfOp>(x);
}

internal readonly struct TanOp : IRealOp
{
    public static int Cost => 16;

    public static float Of(float x) => MathF.Tan(x);

    public static double Of(double x) => Math.Tan(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Of(Vector<float> x) => RealLoops.EachLane<TanOp>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Of(Vector<double> x) => RealLoops.EachLane<TanOp>(x);
}

internal readonly struct Log1pOp : IRealOp
{
    public static int Cost => 16;

    public static float Of(float x) => (float)Log1p(x);

    public static double Of(double x) => Log1p(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Of(Vector<float> x) => RealLoops.EachLane<Log1pOp>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Of(Vector<double> x) => RealLoops.EachLane<Log1pOp>(x);

    // Exact where 1 + x rounds: the quotient corrects for what was lost.
    private static double Log1p(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : Math.Log(u) * (x / (u - 1));
    }
}

internal readonly struct Expm1Op : IRealOp
{
    public static int Cost => 16;

    public static float Of(float x) => (float)Expm1(x);

    public static double Of(double x) => Expm1(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Of(Vector<float> x) => RealLoops.EachLane<Expm1Op>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Of(Vector<double> x) => RealLoops.EachLane<Expm1Op>(x);

    private static double Expm1(double x)
    {
        if (Math.Abs(x) > 0.5) return Math.Exp(x) - 1;
        double h = Math.Tanh(x / 2);
        return 2 * h / (1 - h);
    }
}

internal readonly struct FloorOp : IRealOp
{
    public static int Cost => 1;

    public static float Of(float x) => MathF.Floor(x);

    public static double Of(double x) => Math.Floor(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Of(Vector<float> x) => Vector.Floor(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Of(Vector<double> x) => Vector.Floor(x);
}

internal readonly struct CeilOp : IRealOp
{
    public static int Cost => 1;

    public static float Of(float x) => MathF.Ceiling(x);

    public static double Of(double x) => Math.Ceiling(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Of(Vector<float> x) => Vector.Ceiling(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Of(Vector<double> x) => Vector.Ceiling(x);
}

internal readonly struct TruncOp : IRealOp
{
    public static int Cost => 1;

    public static float Of(float x) => MathF.Truncate(x);

    public static double Of(double x) => Math.Truncate(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Of(Vector<float> x) => Vector.Truncate(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Of(Vector<double> x) => Vector.Truncate(x);
}

internal readonly struct RoundOp : IRealOp
{
    public static int Cost => 2;

    public static float Of(float x) => MathF.Round(x);

    public static double Of(double x) => Math.Round(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Of(Vector<float> x) => RealLoops.EachLane<RoundOp>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Of(Vector<double> x) => RealLoops.EachLane<RoundOp>(x);
}
