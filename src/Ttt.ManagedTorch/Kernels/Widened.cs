using System.Numerics;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>BFloat16 in kernels that know float32: operands are widened, which is exact, and results are rounded once.</summary>
internal static unsafe class Widened
{
    public delegate void Kernel(TensorImpl result, TensorImpl a, TensorImpl b);

    public static bool Needs(TensorImpl tensor) => tensor.DType == ScalarType.BFloat16;

    /// <summary>Runs the kernel on wide copies; what the result held before is there too.</summary>
    public static void Run(TensorImpl result, TensorImpl a, TensorImpl b, Kernel kernel)
    {
        using Tensor wide = Of(result), x = Of(a), y = ReferenceEquals(a, b) ? x.alias() : Of(b);
        kernel(wide.Impl, x.Impl, y.Impl);
        Elementwise.Copy(result, wide.Impl);
    }

    /// <summary>The same of one operand.</summary>
    public static void Run(TensorImpl result, TensorImpl a, Action<TensorImpl, TensorImpl> kernel)
    {
        using Tensor wide = Of(result), x = Of(a);
        kernel(wide.Impl, x.Impl);
        Elementwise.Copy(result, wide.Impl);
    }

    /// <summary>A copy in float32, in the layout of the tensor.</summary>
    public static Tensor Of(TensorImpl tensor)
    {
        var wide = Elementwise.Result(tensor.Shape, ScalarType.Float32, tensor);
        Elementwise.Copy(wide.Impl, tensor);
        return wide;
    }

    /// <summary>Copies between BFloat16 and any other type, by way of float32.</summary>
    public static void Convert(LoopPlan* plan, TensorImpl target, TensorImpl source)
    {
        if (Needs(target) && source.DType == ScalarType.Float32) plan->Run(default(RoundLoop), target.Data, source.Data);
        else if (Needs(source) && target.DType == ScalarType.Float32) plan->Run(default(WidenLoop), target.Data, source.Data);
        else
        {
            using var between = Of(source);
            Elementwise.Copy(target, between.Impl);
        }
    }

    private readonly struct WidenLoop : IInnerLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long n, byte* p0, long s0, byte* p1, long s1, byte* p2, long s2, byte* p3, long s3)
        {
            long i = 0;
            if (s0 == sizeof(float) && s1 == sizeof(ushort))
            {
                for (; i <= n - Vector<ushort>.Count; i += Vector<ushort>.Count, p0 += 2 * sizeof(Vector<uint>), p1 += sizeof(Vector<ushort>))
                {
                    Vector.Widen(Vector.Load((ushort*)p1), out var low, out var high);
                    (low << 16).Store((uint*)p0);
                    (high << 16).Store((uint*)p0 + Vector<uint>.Count);
                }
            }
            for (; i < n; i++, p0 += s0, p1 += s1) *(float*)p0 = ((BFloat16*)p1)->ToSingle();
        }
    }

    private readonly struct RoundLoop : IInnerLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long n, byte* p0, long s0, byte* p1, long s1, byte* p2, long s2, byte* p3, long s3)
        {
            long i = 0;
            if (s0 == sizeof(ushort) && s1 == sizeof(float))
            {
                for (; i <= n - Vector<ushort>.Count; i += Vector<ushort>.Count, p0 += sizeof(Vector<ushort>), p1 += 2 * sizeof(Vector<uint>))
                    Vector.Narrow(Rounded((uint*)p1), Rounded((uint*)p1 + Vector<uint>.Count)).Store((ushort*)p0);
            }
            for (; i < n; i++, p0 += s0, p1 += s1) *(BFloat16*)p0 = new BFloat16(*(float*)p1);
        }

        private static Vector<uint> Rounded(uint* at)
        {
            var bits = Vector.Load(at);
            var number = Vector.Equals(bits.As<uint, float>(), bits.As<uint, float>()).As<int, uint>();
            return Vector.ConditionalSelect(number, (bits + new Vector<uint>(0x7FFF) + ((bits >> 16) & Vector<uint>.One)) >> 16, new Vector<uint>(0x7FC0));
        }
    }
}
