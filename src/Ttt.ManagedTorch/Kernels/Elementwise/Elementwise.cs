using System.Numerics;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Drivers of elementwise kernels: allocate the result, plan the loops, choose the element type.</summary>
internal static unsafe class Elementwise
{
    /// <summary>A result for elementwise operands, with the order of dimensions of the first operand that has the full shape.</summary>
    public static Tensor Result(long[] shape, ScalarType dtype, TensorImpl a, TensorImpl? b = null)
    {
        TensorImpl? leader = a.Shape.AsSpan().SequenceEqual(shape) ? a : b is not null && b.Shape.AsSpan().SequenceEqual(shape) ? b : null;
        if (leader is null) return Alloc.New(shape, dtype);
        return new Tensor(TensorImpl.Allocate(leader.Shape, leader.IsContiguous ? leader.Strides : DenseLike(leader), dtype));
    }

    public static void Binary<TOp>(TensorImpl result, TensorImpl a, TensorImpl b) where TOp : struct, IBinaryOp
    {
        if (Widened.Needs(result))
        {
            Widened.Run(result, a, b, Binary<TOp>);
            return;
        }
        LoopPlan.Build(out var plan, result.Shape, result, a, b);
        DType.Run(result.DType, new BinaryRun<TOp>(&plan, result.Data, a.Data, b.Data));
        Keep(result, a, b);
    }

    /// <summary>Operand <paramref name="b"/> is one number, on the right or on the left.</summary>
    public static void Binary<TOp>(TensorImpl result, TensorImpl a, Scalar b, bool numberOnLeft = false) where TOp : struct, IBinaryOp
    {
        if (Widened.Needs(result))
        {
            Widened.Run(result, a, (y, x) => Binary<TOp>(y, x, b, numberOnLeft));
            return;
        }
        long number;
        Write(&number, b, result.DType);
        LoopPlan plan;
        if (numberOnLeft) LoopPlan.Build(out plan, result.Shape, result, null, a);
        else LoopPlan.Build(out plan, result.Shape, result, a);
        DType.Run(result.DType, numberOnLeft
            ? new BinaryRun<TOp>(&plan, result.Data, (byte*)&number, a.Data)
            : new BinaryRun<TOp>(&plan, result.Data, a.Data, (byte*)&number));
        Keep(result, a);
    }

    public static void Compare<TOp>(TensorImpl result, TensorImpl a, TensorImpl b) where TOp : struct, ICompareOp
    {
        if (Widened.Needs(a))
        {
            using Tensor x = Widened.Of(a), y = Widened.Of(b);
            Compare<TOp>(result, x.Impl, y.Impl);
            return;
        }
        LoopPlan.Build(out var plan, result.Shape, result, a, b);
        DType.Run(a.DType, new CompareRun<TOp>(&plan, result.Data, a.Data, b.Data));
        Keep(result, a, b);
    }

    public static void Compare<TOp>(TensorImpl result, TensorImpl a, Scalar b) where TOp : struct, ICompareOp
    {
        if (Widened.Needs(a))
        {
            using var x = Widened.Of(a);
            Compare<TOp>(result, x.Impl, b);
            return;
        }
        long number;
        Write(&number, b, a.DType);
        LoopPlan.Build(out var plan, result.Shape, result, a);
        DType.Run(a.DType, new CompareRun<TOp>(&plan, result.Data, a.Data, (byte*)&number));
        Keep(result, a);
    }

    public static void Unary<TOp>(TensorImpl result, TensorImpl a) where TOp : struct, IUnaryOp
    {
        if (Widened.Needs(result))
        {
            Widened.Run(result, a, Unary<TOp>);
            return;
        }
        LoopPlan.Build(out var plan, result.Shape, result, a);
        DType.Run(result.DType, new UnaryRun<TOp>(&plan, result.Data, a.Data));
        Keep(result, a);
    }

    public static void Real<TOp>(TensorImpl result, TensorImpl a) where TOp : struct, IRealOp
    {
        if (Widened.Needs(result))
        {
            Widened.Run(result, a, Real<TOp>);
            return;
        }
        LoopPlan.Build(out var plan, result.Shape, result, a);
        if (result.DType == ScalarType.Float32) plan.Run(default(RealLoop32<TOp>), result.Data, a.Data, cost: TOp.Cost);
        else plan.Run(default(RealLoop64<TOp>), result.Data, a.Data, cost: TOp.Cost);
        Keep(result, a);
    }

    public static void Select(TensorImpl result, TensorImpl condition, TensorImpl x, TensorImpl y)
    {
        LoopPlan.Build(out var plan, result.Shape, result, condition, x, y);
        switch (DTypes.Size(result.DType))
        {
            case 1: plan.Run(default(SelectLoop<byte>), result.Data, condition.Data, x.Data, y.Data); break;
            case 2: plan.Run(default(SelectLoop<short>), result.Data, condition.Data, x.Data, y.Data); break;
            case 4: plan.Run(default(SelectLoop<int>), result.Data, condition.Data, x.Data, y.Data); break;
            default: plan.Run(default(SelectLoop<long>), result.Data, condition.Data, x.Data, y.Data); break;
        }
        Keep(result, condition, x, y);
    }

    public static void MultiplyAdd(TensorImpl result, TensorImpl a, TensorImpl b, double scale, bool divide)
    {
        if (Widened.Needs(result))
        {
            Widened.Run(result, a, b, (y, x, z) => MultiplyAdd(y, x, z, scale, divide));
            return;
        }
        LoopPlan.Build(out var plan, result.Shape, result, a, b);
        DType.Run(result.DType, new MultiplyAddRun(&plan, result.Data, a.Data, b.Data, scale, divide));
        Keep(result, a, b);
    }

    /// <summary>result += scale * a.</summary>
    public static void AddScaled(TensorImpl result, TensorImpl a, double scale)
    {
        if (Widened.Needs(result))
        {
            Widened.Run(result, a, (y, x) => AddScaled(y, x, scale));
            return;
        }
        long one;
        Write(&one, 1, result.DType);
        LoopPlan.Build(out var plan, result.Shape, result, a);
        DType.Run(result.DType, new MultiplyAddRun(&plan, result.Data, a.Data, (byte*)&one, scale, false));
        Keep(result, a);
    }

    /// <summary>Copies with broadcasting and, where needed, conversion.</summary>
    public static void Copy(TensorImpl target, TensorImpl source)
    {
        if (target.DType == source.DType && TransposedCopy.TryRun(target, source)) return;
        LoopPlan.Build(out var plan, target.Shape, target, source);
        if (target.DType == source.DType)
        {
            switch (DTypes.Size(target.DType))
            {
                case 1: plan.Run(default(CopyLoop<byte>), target.Data, source.Data); break;
                case 2: plan.Run(default(CopyLoop<short>), target.Data, source.Data); break;
                case 4: plan.Run(default(CopyLoop<int>), target.Data, source.Data); break;
                default: plan.Run(default(CopyLoop<long>), target.Data, source.Data); break;
            }
        }
        else if (Widened.Needs(target) || Widened.Needs(source)) Widened.Convert(&plan, target, source);
        else if (target.DType == ScalarType.Bool) DType.Run(source.DType, new ToBoolRun(&plan, target.Data, source.Data));
        else DType.Run(source.DType, new ConvertRun(&plan, target.Data, source.Data, target.DType));
        Keep(target, source);
    }

    public static void Fill(TensorImpl target, Scalar value)
    {
        long number;
        Write(&number, value, target.DType);
        LoopPlan.Build(out var plan, target.Shape, target);
        switch (DTypes.Size(target.DType))
        {
            case 1: plan.Run(default(CopyLoop<byte>), target.Data, (byte*)&number); break;
            case 2: plan.Run(default(CopyLoop<short>), target.Data, (byte*)&number); break;
            case 4: plan.Run(default(CopyLoop<int>), target.Data, (byte*)&number); break;
            default: plan.Run(default(CopyLoop<long>), target.Data, (byte*)&number); break;
        }
        Keep(target);
    }

    /// <summary>Writes a number as one element.</summary>
    public static void Write(void* at, Scalar value, ScalarType dtype)
    {
        switch (dtype)
        {
            case ScalarType.Float32: *(float*)at = (float)value.Real; break;
            case ScalarType.Float64: *(double*)at = value.Real; break;
            case ScalarType.BFloat16: *(BFloat16*)at = (BFloat16)value.Real; break;
            case ScalarType.Int64: *(long*)at = value.Integer; break;
            case ScalarType.Int32: *(int*)at = (int)value.Integer; break;
            case ScalarType.Int16: *(short*)at = (short)value.Integer; break;
            case ScalarType.Int8: *(sbyte*)at = (sbyte)value.Integer; break;
            case ScalarType.Byte: *(byte*)at = (byte)value.Integer; break;
            case ScalarType.Bool: *(bool*)at = !value.IsZero; break;
            default: throw DTypes.Unsupported(dtype);
        }
    }

    private static long[] DenseLike(TensorImpl leader)
    {
        int rank = leader.Rank;
        var order = new int[rank];
        for (int i = 0; i < rank; i++)
        {
            int at = i;
            // Broadcast dimensions have no place of their own and keep their order.
            while (at > 0 && leader.Strides[i] != 0 && leader.Strides[order[at - 1]] != 0 && leader.Strides[order[at - 1]] < leader.Strides[i])
            {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = i;
        }
        var strides = new long[rank];
        long step = 1;
        for (int i = rank - 1; i >= 0; i--)
        {
            strides[order[i]] = step;
            step *= Math.Max(leader.Shape[order[i]], 1);
        }
        return strides;
    }

    // The kernels hold bare pointers: the buffers must not be finalized under them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep(TensorImpl a, TensorImpl? b = null, TensorImpl? c = null, TensorImpl? d = null)
    {
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        GC.KeepAlive(c);
        GC.KeepAlive(d);
    }

    private readonly struct BinaryRun<TOp>(LoopPlan* plan, byte* o, byte* a, byte* b) : INumericAction where TOp : struct, IBinaryOp
    {
        public void Run<T>() where T : unmanaged, INumber<T> => plan->Run(default(BinaryLoop<T, TOp>), o, a, b);
    }

    private readonly struct CompareRun<TOp>(LoopPlan* plan, byte* o, byte* a, byte* b) : INumericAction where TOp : struct, ICompareOp
    {
        public void Run<T>() where T : unmanaged, INumber<T> => plan->Run(default(CompareLoop<T, TOp>), o, a, b);
    }

    private readonly struct UnaryRun<TOp>(LoopPlan* plan, byte* o, byte* a) : INumericAction where TOp : struct, IUnaryOp
    {
        public void Run<T>() where T : unmanaged, INumber<T> => plan->Run(default(UnaryLoop<T, TOp>), o, a);
    }

    private readonly struct MultiplyAddRun(LoopPlan* plan, byte* o, byte* a, byte* b, double scale, bool divide) : INumericAction
    {
        public void Run<T>() where T : unmanaged, INumber<T> => plan->Run(new MultiplyAddLoop<T>(T.CreateTruncating(scale), divide), o, a, b);
    }

    private readonly struct ToBoolRun(LoopPlan* plan, byte* o, byte* a) : INumericAction
    {
        public void Run<T>() where T : unmanaged, INumber<T> => plan->Run(default(ToBoolLoop<T>), o, a);
    }

    private readonly struct ConvertRun(LoopPlan* plan, byte* o, byte* a, ScalarType to) : INumericAction
    {
        public void Run<T>() where T : unmanaged, INumber<T> => DType.Run(to, new ConvertTo<T>(plan, o, a));
    }

    private readonly struct ConvertTo<TFrom>(LoopPlan* plan, byte* o, byte* a) : INumericAction where TFrom : unmanaged, INumber<TFrom>
    {
        public void Run<T>() where T : unmanaged, INumber<T> => plan->Run(default(ConvertLoop<TFrom, T>), o, a);
    }
}
