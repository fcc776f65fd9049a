using System.Runtime.Intrinsics;

namespace Ttt.Kernels.Tests;

public sealed class Simd512Tests : SimdTests<Simd512, Vector512<float>>;

public sealed class Simd256Tests : SimdTests<Simd256, Vector256<float>>;

public sealed class Simd128Tests : SimdTests<Simd128, Vector128<float>>;

public sealed class SimdScalarTests : SimdTests<SimdScalar, float>;

/// <summary>Every operation, lane by lane.</summary>
public abstract class SimdTests<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private static readonly float[] _values =
    [
        0, -0f, 1, -1, 0.5f, 1.5f, 2.5f, -2.5f, 3.75f, -3.25f, 1e-30f, 1e30f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0.7f, 1.41f, 1.42f, 2, 7,
    ];

    [Fact]
    public void OperationsAreThoseOfTheLanes()
    {
        Binary(S.Add, (a, b) => a + b);
        Binary(S.Subtract, (a, b) => a - b);
        Binary(S.Multiply, (a, b) => a * b);
        Binary(S.Divide, (a, b) => a / b);
        Binary(S.Min, MathF.Min);
        Binary(S.Max, MathF.Max);
        Binary(S.CopySign, MathF.CopySign);
        Binary((a, _) => S.Negate(a), (a, _) => -a);
        Binary((a, _) => S.Abs(a), (a, _) => MathF.Abs(a));
        Binary((a, _) => S.Sqrt(a), (a, _) => MathF.Sqrt(a));
        Binary((a, _) => S.Floor(a), (a, _) => MathF.Floor(a));
        Binary((a, _) => S.Round(a), (a, _) => MathF.Round(a));
        Binary((a, b) => S.IfPositive(a, b, S.Create(7)), (a, b) => a > 0 ? b : 7);
        Binary((a, b) => S.IfLess(a, b, a, S.Create(7)), (a, b) => a < b ? a : 7);
        Binary((a, b) => S.IfEqual(a, b, S.Create(3), S.Create(7)), (a, b) => a == b ? 3 : 7);
        // Of small numbers, so that one rounding or two give the same.
        Binary((a, b) => S.MultiplyAdd(Small(a), Small(b), S.Create(3)), (a, b) => (Small(a) * Small(b)) + 3);
        Binary((a, b) => S.NegateMultiplyAdd(Small(a), Small(b), S.Create(3)), (a, b) => 3 - (Small(a) * Small(b)));
        Binary((a, b) => S.MultiplySubtract(Small(a), Small(b), S.Create(3)), (a, b) => (Small(a) * Small(b)) - 3);
    }

    private static V Small(V a) => S.Max(S.Min(S.Round(a), S.Create(8)), S.Create(-8));

    private static float Small(float a) => MathF.Max(MathF.Min(MathF.Round(a), 8), -8);

    [Fact]
    public void NumbersAreSplitAndPutTogether()
    {
        foreach (float x in new[] { 1, 0.70710678f, 0.7071067f, 1.4142135f, 1.41421366f, 3, 1e-37f, 3e38f, 0.1f })
        {
            float e = S.Sum(S.Exponent(S.Create(x))) / S.Count, m = S.Sum(S.Mantissa(S.Create(x))) / S.Count;
            Assert.InRange(m, 0.70710670f, 1.4142136f);
            Assert.Equal(x, m * Math.Pow(2, e), 1e-7 * x);
            Assert.Equal(x, S.Largest(S.Scale(S.Create(m), S.Create(e))), 1e-6 * x);
        }
        for (int n = -126; n <= 127; n++)
            Assert.Equal((float)Math.Pow(2, n), S.Largest(S.PowerOfTwo(S.Create(n))));
    }

    [Fact]
    public void TakeAndDropSelect()
    {
        using var x = new Field(1, S.Count, 0, (_, _) => double.NaN);
        using var y = new Field(1, S.Count);
        for (int n = -2; n <= S.Count + 2; n++)
        {
            for (int i = 0; i < S.Count; i++)
                x[0, i] = i < n ? i + 1 : float.NaN;
            S.Store(S.Take(S.Load(x.Ptr, 0), n), y.Ptr, 0);
            y.ShouldBe((_, i) => i < n ? i + 1 : 0, 0);
            for (int i = 0; i < S.Count; i++)
                x[0, i] = i >= n ? i + 1 : float.NaN;
            S.Store(S.Drop(S.Load(x.Ptr, 0), n), y.Ptr, 0);
            y.ShouldBe((_, i) => i >= n ? i + 1 : 0, 0);
        }
    }

    [Fact]
    public void SumAndLargestAreOfAllLanes()
    {
        using var x = new Field(1, S.Count, 0, (_, i) => i - 3);
        Assert.Equal(Enumerable.Range(-3, S.Count).Sum(), S.Sum(S.Load(x.Ptr, 0)));
        Assert.Equal(S.Count - 4, S.Largest(S.Load(x.Ptr, 0)));
        Assert.Equal(-3f * S.Count, S.Sum(S.Broadcast(x.Ptr, 0)));
    }

    private static void Binary(Func<V, V, V> vector, Func<float, float, float> scalar)
    {
        using var a = new Field(1, S.Count);
        using var b = new Field(1, S.Count);
        using var c = new Field(1, S.Count);
        for (int shift = 0; shift < _values.Length; shift++)
            for (int at = 0; at < _values.Length; at += S.Count)
            {
                for (int i = 0; i < S.Count; i++)
                    (a[0, i], b[0, i]) = (_values[(at + i) % _values.Length], _values[(at + i + shift) % _values.Length]);
                S.Store(vector(S.Load(a.Ptr, 0), S.Load(b.Ptr, 0)), c.Ptr, 0);
                for (int i = 0; i < S.Count; i++)
                    Assert.Equal(scalar(a[0, i], b[0, i]), c[0, i]);
            }
    }
}
