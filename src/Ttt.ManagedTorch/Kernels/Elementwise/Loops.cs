using System.Numerics;
using System.Runtime.CompilerServices;

namespace TorchSharp;

internal readonly unsafe struct BinaryLoop<T, TOp> : IInnerLoop
    where T : unmanaged, INumber<T>
    where TOp : struct, IBinaryOp
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(long n, byte* p0, long s0, byte* p1, long s1, byte* p2, long s2, byte* p3, long s3)
    {
        long i = 0;
        if (s0 == sizeof(T) && (s1 == sizeof(T) || s1 == 0) && (s2 == sizeof(T) || s2 == 0))
        {
            T* o = (T*)p0, a = (T*)p1, b = (T*)p2;
            long last = n - Vector<T>.Count;
            if (s1 != 0 && s2 != 0)
            {
                for (; i <= last; i += Vector<T>.Count) TOp.Of(Vector.Load(a + i), Vector.Load(b + i)).Store(o + i);
                for (; i < n; i++) o[i] = TOp.Of(a[i], b[i]);
            }
            else if (s1 != 0)
            {
                var right = new Vector<T>(*b);
                for (; i <= last; i += Vector<T>.Count) TOp.Of(Vector.Load(a + i), right).Store(o + i);
                for (; i < n; i++) o[i] = TOp.Of(a[i], *b);
            }
            else
            {
                var left = new Vector<T>(*a);
                if (s2 != 0)
                    for (; i <= last; i += Vector<T>.Count) TOp.Of(left, Vector.Load(b + i)).Store(o + i);
                for (; i < n; i++) o[i] = TOp.Of(*a, b[s2 == 0 ? 0 : i]);
            }
            return;
        }
        for (; i < n; i++, p0 += s0, p1 += s1, p2 += s2) *(T*)p0 = TOp.Of(*(T*)p1, *(T*)p2);
    }
}

internal readonly unsafe struct CompareLoop<T, TOp> : IInnerLoop
    where T : unmanaged, INumber<T>
    where TOp : struct, ICompareOp
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(long n, byte* p0, long s0, byte* p1, long s1, byte* p2, long s2, byte* p3, long s3)
    {
        for (long i = 0; i < n; i++, p0 += s0, p1 += s1, p2 += s2) *(bool*)p0 = TOp.Of(*(T*)p1, *(T*)p2);
    }
}

internal readonly unsafe struct UnaryLoop<T, TOp> : IInnerLoop
    where T : unmanaged, INumber<T>
    where TOp : struct, IUnaryOp
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(long n, byte* p0, long s0, byte* p1, long s1, byte* p2, long s2, byte* p3, long s3)
    {
        long i = 0;
        if (s0 == sizeof(T) && s1 == sizeof(T))
        {
            T* o = (T*)p0, a = (T*)p1;
            for (; i <= n - Vector<T>.Count; i += Vector<T>.Count) TOp.Of(Vector.Load(a + i)).Store(o + i);
            for (; i < n; i++) o[i] = TOp.Of(a[i]);
            return;
        }
        for (; i < n; i++, p0 += s0, p1 += s1) *(T*)p0 = TOp.Of(*(T*)p1);
    }
}

internal readonly unsafe struct RealLoop32<TOp> : IInnerLoop
    where TOp : struct, IRealOp
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(long n, byte* p0, long s0, byte* p1, long s1, byte* p2, long s2, byte* p3, long s3)
    {
        if (s0 != sizeof(float) || s1 != sizeof(float))
        {
            Packed.Run(this, n, (float*)p0, s0 / sizeof(float), (float*)p1, s1 / sizeof(float), null, 0);
            return;
        }
        float* o = (float*)p0, a = (float*)p1;
        long i = 0;
        for (; i <= n - Vector<float>.Count; i += Vector<float>.Count) TOp.Of(Vector.Load(a + i)).Store(o + i);
        // A value never depends on its position: the rest goes through a vector too.
        if (i < n) Packed.Run(this, n - i, o + i, 1, a + i, 1, null, 0);
    }
}

/// <summary>Lets loops that want adjacent numbers run on strided ones and on less than a vector, by way of a small buffer.</summary>
internal static unsafe class Packed
{
    private const int Block = 64;

    public static void Run<TLoop>(in TLoop loop, long n, float* o, long stepO, float* a, long stepA, float* b, long stepB) where TLoop : struct, IInnerLoop
    {
        float* x = stackalloc float[Block], y = stackalloc float[Block];
        for (long i = 0; i < n; i += Block)
        {
            int count = (int)Math.Min(Block, n - i), padded = (count + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
            for (int k = 0; k < padded; k++) x[k] = k < count ? a[(i + k) * stepA] : 0;
            if (b != null)
                for (int k = 0; k < padded; k++) y[k] = k < count ? b[(i + k) * stepB] : 0;
            loop.Run(padded, (byte*)x, sizeof(float), (byte*)x, sizeof(float), (byte*)y, sizeof(float), null, 0);
            for (int k = 0; k < count; k++) o[(i + k) * stepO] = x[k];
        }
    }
}

internal readonly unsafe struct RealLoop64<TOp> : IInnerLoop
    where TOp : struct, IRealOp
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(long n, byte* p0, long s0, byte* p1, long s1, byte* p2, long s2, byte* p3, long s3)
    {
        long i = 0;
        if (s0 == sizeof(double) && s1 == sizeof(double))
        {
            double* o = (double*)p0, a = (double*)p1;
            for (; i <= n - Vector<double>.Count; i += Vector<double>.Count) TOp.Of(Vector.Load(a + i)).Store(o + i);
            for (; i < n; i++) o[i] = TOp.Of(new Vector<double>(a[i]))[0];
            return;
        }
        for (; i < n; i++, p0 += s0, p1 += s1) *(double*)p0 = TOp.Of(new Vector<double>(*(double*)p1))[0];
    }
}

/// <summary>Vector forms of functions that exist for one number only.</summary>
internal static unsafe class RealLoops
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector<float> EachLane<TOp>(Vector<float> x) where TOp : struct, IRealOp
    {
        float* lanes = stackalloc float[Vector<float>.Count];
        x.Store(lanes);
        for (int i = 0; i < Vector<float>.Count; i++) lanes[i] = TOp.Of(lanes[i]);
        return Vector.Load(lanes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector<double> EachLane<TOp>(Vector<double> x) where TOp : struct, IRealOp
    {
        double* lanes = stackalloc double[Vector<double>.Count];
        x.Store(lanes);
        for (int i = 0; i < Vector<double>.Count; i++) lanes[i] = TOp.Of(lanes[i]);
        return Vector.Load(lanes);
    }
}

internal readonly unsafe struct SelectLoop<T> : IInnerLoop
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(long n, byte* p0, long s0, byte* p1, long s1, byte* p2, long s2, byte* p3, long s3)
    {
        for (long i = 0; i < n; i++, p0 += s0, p1 += s1, p2 += s2, p3 += s3) *(T*)p0 = *p1 != 0 ? *(T*)p2 : *(T*)p3;
    }
}

/// <summary>o += scale * a * b, or o += scale * a / b.</summary>
internal readonly unsafe struct MultiplyAddLoop<T>(T scale, bool divide) : IInnerLoop
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(long n, byte* p0, long s0, byte* p1, long s1, byte* p2, long s2, byte* p3, long s3)
    {
        long i = 0;
        if (s0 == sizeof(T) && s1 == sizeof(T) && (s2 == sizeof(T) || s2 == 0))
        {
            T* o = (T*)p0, a = (T*)p1, b = (T*)p2;
            var factor = new Vector<T>(scale);
            for (; i <= n - Vector<T>.Count; i += Vector<T>.Count)
            {
                Vector<T> x = factor * Vector.Load(a + i), y = s2 == 0 ? new(*b) : Vector.Load(b + i);
                (Vector.Load(o + i) + (divide ? x / y : x * y)).Store(o + i);
            }
            p0 += i * sizeof(T);
            p1 += i * sizeof(T);
            p2 += i * s2;
        }
        for (; i < n; i++, p0 += s0, p1 += s1, p2 += s2)
        {
            T x = scale * *(T*)p1;
            *(T*)p0 += divide ? x / *(T*)p2 : x * *(T*)p2;
        }
    }
}

internal readonly unsafe struct CopyLoop<T> : IInnerLoop
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(long n, byte* p0, long s0, byte* p1, long s1, byte* p2, long s2, byte* p3, long s3)
    {
        if (s0 == sizeof(T) && s1 == sizeof(T))
        {
            Buffer.MemoryCopy(p1, p0, n * sizeof(T), n * sizeof(T));
            return;
        }
        if (s0 == sizeof(T) && s1 == 0)
        {
            for (long from = 0; from < n; from += 1 << 30) new Span<T>((T*)p0 + from, (int)Math.Min(n - from, 1 << 30)).Fill(*(T*)p1);
            return;
        }
        for (long i = 0; i < n; i++, p0 += s0, p1 += s1) *(T*)p0 = *(T*)p1;
    }
}

/// <summary>Conversion between element types; to bool means "not zero".</summary>
internal readonly unsafe struct ConvertLoop<TFrom, TTo> : IInnerLoop
    where TFrom : unmanaged, INumber<TFrom>
    where TTo : unmanaged, INumber<TTo>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(long n, byte* p0, long s0, byte* p1, long s1, byte* p2, long s2, byte* p3, long s3)
    {
        for (long i = 0; i < n; i++, p0 += s0, p1 += s1) *(TTo*)p0 = TTo.CreateTruncating(*(TFrom*)p1);
    }
}

internal readonly unsafe struct ToBoolLoop<TFrom> : IInnerLoop
    where TFrom : unmanaged, INumber<TFrom>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(long n, byte* p0, long s0, byte* p1, long s1, byte* p2, long s2, byte* p3, long s3)
    {
        for (long i = 0; i < n; i++, p0 += s0, p1 += s1) *(bool*)p0 = *(TFrom*)p1 != TFrom.Zero;
    }
}
