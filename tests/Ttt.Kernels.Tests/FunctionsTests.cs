using System.Runtime.Intrinsics;

namespace Ttt.Kernels.Tests;

public sealed class Functions512Tests : FunctionsTests<Simd512, Vector512<float>>;

public sealed class Functions256Tests : FunctionsTests<Simd256, Vector256<float>>;

public sealed class Functions128Tests : FunctionsTests<Simd128, Vector128<float>>;

public sealed class FunctionsScalarTests : FunctionsTests<SimdScalar, float>;

/// <summary>Every function against double precision, over all of the numbers.</summary>
public abstract class FunctionsTests<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private const double SmallestNormal = 1.17549435e-38;

    // What a product loses is known exactly only where it can be fused with an addition.
    private static double PowerLoss => System.Runtime.Intrinsics.X86.Fma.IsSupported || System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported ? 1.5e-8 : 2e-7;

    [Fact]
    public void Exp() => Check(Functions<S, V>.Exp, Math.Exp, ulps: 2);

    [Fact]
    public void Log() => Check(Functions<S, V>.Log, Math.Log, ulps: 2);

    [Fact]
    public void Tanh() => Check(Functions<S, V>.Tanh, Math.Tanh, relative: 2.5e-7);

    [Fact]
    public void Sigmoid() => Check(Functions<S, V>.Sigmoid, x => 1 / (1 + Math.Exp(-x)), relative: 3e-7);

    [Fact]
    public void Erf() => Check(Functions<S, V>.Erf, Reference.Erf, relative: 2.5e-7);

    [Fact]
    public void Rsqrt() => Check(Functions<S, V>.Rsqrt, x => 1 / Math.Sqrt(x), ulps: 2);

    [Fact]
    public void Relu() => Check(Functions<S, V>.Relu, x => double.IsNaN(x) ? x : Math.Max(x, 0), ulps: 0, flush: false);

    [Fact]
    public void Step() => Check(Functions<S, V>.Step, x => x > 0 ? 1 : 0, ulps: 0);

    [Fact]
    public void Square() => Check(Functions<S, V>.Square, x => x * x, ulps: 0, flush: false);

    [Theory]
    [InlineData(0)]
    [InlineData(0.5f)]
    [InlineData(-0.5f)]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(1.5f)]
    [InlineData(-1.5f)]
    [InlineData(2)]
    [InlineData(-2)]
    [InlineData(2.5f)]
    [InlineData(3)]
    [InlineData(-3)]
    [InlineData(3.5f)]
    [InlineData(4)]
    public void PowOfHalves(float exponent) => Check(x => Functions<S, V>.Pow(x, exponent), x => Math.Pow(x, exponent), relative: 3e-7, middle: true);

    [Theory]
    [InlineData(5)]
    [InlineData(-7)]
    [InlineData(6)]
    [InlineData(0.25f)]
    [InlineData(-0.75f)]
    [InlineData(0.1f)]
    public void PowOfAnything(float exponent)
        => Check(x => Functions<S, V>.Pow(x, exponent), x => Math.Pow(x, exponent), x => 3e-7 + (PowerLoss * Math.Abs(exponent * Math.Log(Math.Abs(x)))));

    private static void Check(Func<V, V> function, Func<double, double> exact, int ulps = 0, double relative = 0, bool flush = true, bool middle = false)
        => Check(function, exact, _ => relative, ulps, flush, middle);

    // Results (of powers: also intermediate ones) in the denormal range may be zero, their reciprocals infinite.
    private static unsafe void Check(Func<V, V> function, Func<double, double> exact, Func<double, double> relative, int ulps = 0, bool flush = true, bool middle = false)
    {
        var inputs = Inputs().ToArray();
        var memory = stackalloc float[S.Count];
        var place = new Ptr(memory);
        for (int at = 0; at < inputs.Length; at += S.Count)
        {
            for (int lane = 0; lane < S.Count; lane++)
                memory[lane] = inputs[Math.Min(at + lane, inputs.Length - 1)];
            S.Store(function(S.Load(place, 0)), place, 0);
            for (int lane = 0; lane < S.Count && at + lane < inputs.Length; lane++)
                Compare(inputs[at + lane], memory[lane], exact(inputs[at + lane]), relative(inputs[at + lane]), ulps, flush, middle);
        }
    }

    private static void Compare(float x, float have, double want, double relative, int ulps, bool flush, bool middle)
    {
        if (have.Equals((float)want) && (want != 0 || MathF.Sign(1 / have) == Math.Sign(1 / want) || flush)) return;
        double error = Math.Abs(have - want);
        if (error <= Math.Max(relative * Math.Abs(want), ulps * Ulp(want))) return;
        if (flush && Math.Abs(want) < SmallestNormal * 1.000001 && Math.Abs(have) < SmallestNormal * 1.000001) return;
        if (middle && (Math.Abs(want) > 1 / SmallestNormal || Math.Abs(want) < SmallestNormal)) return;
        Assert.Fail($"f({x:R}) = {have:R}, not {want:R}: {error / Ulp(want):G3} units in the last place");
    }

    private static double Ulp(double value)
        => Math.Max(Math.Pow(2, Math.Floor(Math.Log2(Math.Max(Math.Abs(value), SmallestNormal))) - 23), 1.4e-45);

    // A prime step through all bit patterns, and the places where something changes.
    private static IEnumerable<float> Inputs()
    {
        for (long bits = 0; bits <= uint.MaxValue; bits += 40_009)
            yield return BitConverter.UInt32BitsToSingle((uint)bits);
        foreach (float edge in new[] { 0, float.Epsilon, 1.17549435e-38f, 0.625f, 1, 4, 87.33654f, 87.3365f, 88.37f, 88.72283f, 88.7229f, 104, float.MaxValue, float.PositiveInfinity, float.NaN })
            foreach (float x in new[] { edge, MathF.BitIncrement(edge), MathF.BitDecrement(edge) })
            {
                yield return x;
                yield return -x;
            }
        for (int i = -20_000; i <= 20_000; i++)
            yield return i * 0.005f;
    }
}
