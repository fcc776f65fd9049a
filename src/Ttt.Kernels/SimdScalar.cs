using System.Runtime.CompilerServices;

namespace Ttt.Kernels;

/// <summary>One lane: what is left where no vector fits, and the plainest reading of every operation.</summary>
public readonly unsafe struct SimdScalar : ISimd<float>
{
    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Load(Ptr p, nint i) => p.Value[i];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float value, Ptr p, nint i) => p.Value[i] = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Create(float x) => x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Broadcast(Ptr p, nint i) => p.Value[i];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Add(float a, float b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Subtract(float a, float b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Multiply(float a, float b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Divide(float a, float b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Negate(float x) => -x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Min(float a, float b) => MathF.Min(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(float a, float b) => MathF.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Abs(float x) => MathF.Abs(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sqrt(float x) => MathF.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Floor(float x) => MathF.Floor(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Round(float x) => MathF.Round(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplyAdd(float a, float b, float c) => float.MultiplyAddEstimate(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float NegateMultiplyAdd(float a, float b, float c) => float.MultiplyAddEstimate(-a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplySubtract(float a, float b, float c) => float.MultiplyAddEstimate(a, b, -c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float IfPositive(float x, float a, float b) => x > 0 ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float IfLess(float x, float y, float a, float b) => x < y ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float IfEqual(float x, float y, float a, float b) => x == y ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float CopySign(float x, float sign) => MathF.CopySign(x, sign);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Take(float x, int n) => n > 0 ? x : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Drop(float x, int n) => n <= 0 ? x : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(float x) => x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(float x) => x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float PowerOfTwo(float n) => BitConverter.Int32BitsToSingle(((int)n + 127) << 23);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Scale(float x, float n) => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(x) + ((int)n << 23));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Exponent(float x) => (BitConverter.SingleToInt32Bits(x) - Bits.RootHalf) >> 23;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Mantissa(float x) => BitConverter.Int32BitsToSingle(((BitConverter.SingleToInt32Bits(x) - Bits.RootHalf) & Bits.Fraction) + Bits.RootHalf);

    public static void TransposeBlock(Ptr from, nint ldFrom, Ptr to, nint ldTo) => *to.Value = *from.Value;

    public static float RowSums(Ptr block) => *block.Value;

    public static float RowMaxima(Ptr block) => *block.Value;
}
