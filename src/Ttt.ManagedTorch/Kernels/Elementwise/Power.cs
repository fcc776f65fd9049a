using System.Numerics;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Powers, with the common exponents computed by multiplication and square roots.</summary>
internal static unsafe class Power
{
    public static Tensor WithNumber(Tensor x, Scalar exponent)
    {
        using var mode = no_grad();
        if (DTypes.IsFloat(x.dtype))
        {
            switch (exponent.Real)
            {
                case 2: return x.square();
                case 1: return x.clone();
                case 0.5: return x.sqrt();
                case -0.5: return x.rsqrt();
                case -1: return x.reciprocal();
                case 3:
                    using (var x2 = x.square()) return x2.mul(x);
            }
        }
        using var number = Alloc.Filled(Shapes.Scalar, x.dtype, exponent);
        return WithTensor(x, number);
    }

    public static Tensor WithTensor(Tensor x, Tensor exponent)
    {
        var shape = Shapes.Broadcast(x.Impl.Shape, exponent.Impl.Shape);
        var result = Elementwise.Result(shape, x.dtype, x.Impl, exponent.Impl);
        LoopPlan.Build(out var plan, shape, result.Impl, x.Impl, exponent.Impl);
        DType.Run(x.dtype, new PowerRun(&plan, result.Impl.Data, x.Impl.Data, exponent.Impl.Data), "pow");
        GC.KeepAlive(x.Impl);
        GC.KeepAlive(exponent.Impl);
        return result;
    }

    public static Tensor Rule(Tensor g, Tensor x, Scalar exponent)
    {
        if (exponent.IsZero) return zeros_like(g);
        return g.mul(x.pow(exponent.Real - 1)).mul(exponent);
    }

    private readonly struct PowerRun(LoopPlan* plan, byte* o, byte* a, byte* b) : INumericAction
    {
        public void Run<T>() where T : unmanaged, INumber<T> => plan->Run(default(PowerLoop<T>), o, a, b, cost: 32);
    }

    private readonly struct PowerLoop<T> : IInnerLoop where T : unmanaged, INumber<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long n, byte* p0, long s0, byte* p1, long s1, byte* p2, long s2, byte* p3, long s3)
        {
            for (long i = 0; i < n; i++, p0 += s0, p1 += s1, p2 += s2)
                *(T*)p0 = T.CreateTruncating(Math.Pow(double.CreateTruncating(*(T*)p1), double.CreateTruncating(*(T*)p2)));
        }
    }
}
