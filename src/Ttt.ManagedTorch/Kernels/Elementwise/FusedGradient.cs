using System.Numerics;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A gradient as a function of the arriving gradient and of one saved value.</summary>
internal interface IGradientOp
{
    static abstract Vector<float> Of(Vector<float> g, Vector<float> s);

    static abstract double Of(double g, double s);
}

/// <summary>Gradients of common functions in one pass over memory; composed of tensor operations where they are differentiated again.</summary>
internal static unsafe class FusedGradient
{
    public static Tensor Tanh(Tensor g, Tensor y) =>
        GradMode.Enabled ? g.mul(y.square().neg().add(1)) : Run<TanhGradient>(g, y);

    public static Tensor Sigmoid(Tensor g, Tensor y) =>
        GradMode.Enabled ? g.mul(y).mul(y.neg().add(1)) : Run<SigmoidGradient>(g, y);

    public static Tensor Silu(Tensor g, Tensor x)
    {
        if (!GradMode.Enabled) return Run<SiluGradient>(g, x);
        var s = x.sigmoid();
        return g.mul(s).mul(x.mul(s.neg().add(1)).add(1));
    }

    public static Tensor Gelu(Tensor g, Tensor x)
    {
        if (!GradMode.Enabled) return Run<GeluGradient>(g, x);
        var cdf = x.div(Math.Sqrt(2)).erf().add(1).mul(0.5);
        var density = x.square().mul(-0.5).exp().mul(1 / Math.Sqrt(2 * Math.PI));
        return g.mul(cdf.add(x.mul(density)));
    }

    public static Tensor GeluTanh(Tensor g, Tensor x)
    {
        if (!GradMode.Enabled) return Run<GeluTanhGradient>(g, x);
        double c = Math.Sqrt(2 / Math.PI);
        var t = x.pow(3).mul(0.044715).add(x).mul(c).tanh();
        var slope = x.square().mul(3 * 0.044715).add(1).mul(c);
        return g.mul(t.add(1).mul(0.5).add(x.mul(0.5).mul(t.square().neg().add(1)).mul(slope)));
    }

    private static Tensor Run<TOp>(Tensor g, Tensor s) where TOp : struct, IGradientOp
    {
        var result = Elementwise.Result(s.Impl.Shape, s.Impl.DType, s.Impl, g.Impl);
        if (Widened.Needs(result.Impl)) Widened.Run(result.Impl, g.Impl, s.Impl, Run<TOp>);
        else Run<TOp>(result.Impl, g.Impl, s.Impl);
        return result;
    }

    private static void Run<TOp>(TensorImpl result, TensorImpl g, TensorImpl s) where TOp : struct, IGradientOp
    {
        LoopPlan.Build(out var plan, result.Shape, result, g, s);
        if (result.DType == ScalarType.Float32) plan.Run(default(Loop32<TOp>), result.Data, g.Data, s.Data, cost: 12);
        else plan.Run(default(Loop64<TOp>), result.Data, g.Data, s.Data, cost: 12);
        GC.KeepAlive(g);
        GC.KeepAlive(s);
    }

    private readonly struct Loop32<TOp> : IInnerLoop where TOp : struct, IGradientOp
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long n, byte* p0, long s0, byte* p1, long s1, byte* p2, long s2, byte* p3, long s3)
        {
            if (s0 != sizeof(float) || s1 != sizeof(float) || s2 != sizeof(float))
            {
                Packed.Run(this, n, (float*)p0, s0 / sizeof(float), (float*)p1, s1 / sizeof(float), (float*)p2, s2 / sizeof(float));
                return;
            }
            float* o = (float*)p0, g = (float*)p1, s = (float*)p2;
            long i = 0;
            for (; i <= n - Vector<float>.Count; i += Vector<float>.Count) TOp.Of(Vector.Load(g + i), Vector.Load(s + i)).Store(o + i);
            if (i < n) Packed.Run(this, n - i, o + i, 1, g + i, 1, s + i, 1);
        }
    }

    private readonly struct Loop64<TOp> : IInnerLoop where TOp : struct, IGradientOp
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long n, byte* p0, long s0, byte* p1, long s1, byte* p2, long s2, byte* p3, long s3)
        {
            for (long i = 0; i < n; i++, p0 += s0, p1 += s1, p2 += s2) *(double*)p0 = TOp.Of(*(double*)p1, *(double*)p2);
        }
    }

    private readonly struct TanhGradient : IGradientOp
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Of(Vector<float> g, Vector<float> s) => g * (Vector<float>.One - (s * s));

        public static double Of(double g, double s) => g * (1 - (s * s));
    }

    private readonly struct SigmoidGradient : IGradientOp
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Of(Vector<float> g, Vector<float> s) => g * s * (Vector<float>.One - s);

        public static double Of(double g, double s) => g * s * (1 - s);
    }

    private readonly struct SiluGradient : IGradientOp
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Of(Vector<float> g, Vector<float> s)
        {
            var y = VectorMath.Sigmoid(s);
            return g * y * VectorMath.Fma(s, Vector<float>.One - y, Vector<float>.One);
        }

        public static double Of(double g, double s)
        {
            double y = ScalarMath.Sigmoid(s);
            return g * y * (1 + (s * (1 - y)));
        }
    }

    private readonly struct GeluGradient : IGradientOp
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Of(Vector<float> g, Vector<float> s)
        {
            var cdf = new Vector<float>(0.5f) * (Vector<float>.One + VectorMath.Erf(s * new Vector<float>(0.70710678f)));
            var density = VectorMath.Exp(s * s * new Vector<float>(-0.5f)) * new Vector<float>(0.39894228f);
            return g * VectorMath.Fma(s, density, cdf);
        }

        public static double Of(double g, double s) =>
            g * ((0.5 * (1 + ScalarMath.Erf(s / Math.Sqrt(2)))) + (s * Math.Exp(-0.5 * s * s) / Math.Sqrt(2 * Math.PI)));
    }

    private readonly struct GeluTanhGradient : IGradientOp
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Of(Vector<float> g, Vector<float> s)
        {
            var c = new Vector<float>(0.7978845608f);
            var half = new Vector<float>(0.5f);
            var t = VectorMath.Tanh(c * VectorMath.Fma(s * s * s, new(0.044715f), s));
            var slope = c * VectorMath.Fma(s * s, new(3 * 0.044715f), Vector<float>.One);
            return g * (half * (Vector<float>.One + t) + (half * s * (Vector<float>.One - (t * t)) * slope));
        }

        public static double Of(double g, double s)
        {
            double c = Math.Sqrt(2 / Math.PI), t = Math.Tanh(c * (s + (0.044715 * s * s * s)));
            return g * ((0.5 * (1 + t)) + (0.5 * s * (1 - (t * t)) * c * (1 + (3 * 0.044715 * s * s))));
        }
    }
}
