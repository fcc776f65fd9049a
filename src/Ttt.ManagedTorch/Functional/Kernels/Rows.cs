using System.Numerics;

namespace TorchSharp;

/// <summary>Vector loops over one row of floating-point numbers, shared by the fused kernels.</summary>
static unsafe class Rows<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public static T Sum(T* x, long n)
    {
        var (a, b) = (Vector<T>.Zero, Vector<T>.Zero);
        var width = Vector<T>.Count;
        var i = 0L;
        for (; i + 2 * width <= n; i += 2 * width)
        {
            a += Vector.Load(x + i);
            b += Vector.Load(x + i + width);
        }
        var sum = Vector.Sum(a + b);
        for (; i < n; i++)
            sum += x[i];
        return sum;
    }

    public static T SquaredDeviation(T* x, long n, T mean)
    {
        var (a, m) = (Vector<T>.Zero, new Vector<T>(mean));
        var i = 0L;
        for (; i + Vector<T>.Count <= n; i += Vector<T>.Count)
        {
            var d = Vector.Load(x + i) - m;
            a += d * d;
        }
        var sum = Vector.Sum(a);
        for (; i < n; i++)
            sum += (x[i] - mean) * (x[i] - mean);
        return sum;
    }

    public static T Dot(T* x, T* y, long n)
    {
        var (a, b) = (Vector<T>.Zero, Vector<T>.Zero);
        var width = Vector<T>.Count;
        var i = 0L;
        for (; i + 2 * width <= n; i += 2 * width)
        {
            a += Vector.Load(x + i) * Vector.Load(y + i);
            b += Vector.Load(x + i + width) * Vector.Load(y + i + width);
        }
        var sum = Vector.Sum(a + b);
        for (; i < n; i++)
            sum += x[i] * y[i];
        return sum;
    }

    /// <summary>y *= a.</summary>
    public static void Scale(T* y, T a, long n)
    {
        var i = 0L;
        for (; i + Vector<T>.Count <= n; i += Vector<T>.Count)
            (Vector.Load(y + i) * a).Store(y + i);
        for (; i < n; i++)
            y[i] *= a;
    }

    /// <summary>y += x.</summary>
    public static void Add(T* y, T* x, long n)
    {
        var i = 0L;
        for (; i + Vector<T>.Count <= n; i += Vector<T>.Count)
            (Vector.Load(y + i) + Vector.Load(x + i)).Store(y + i);
        for (; i < n; i++)
            y[i] += x[i];
    }

    /// <summary>y += a x.</summary>
    public static void AddScaled(T* y, T a, T* x, long n)
    {
        var i = 0L;
        for (; i + Vector<T>.Count <= n; i += Vector<T>.Count)
            (Vector.Load(y + i) + Vector.Load(x + i) * a).Store(y + i);
        for (; i < n; i++)
            y[i] += a * x[i];
    }

    /// <summary>y += a ∘ x.</summary>
    public static void AddProduct(T* y, T* a, T* x, long n)
    {
        var i = 0L;
        for (; i + Vector<T>.Count <= n; i += Vector<T>.Count)
            (Vector.Load(y + i) + Vector.Load(a + i) * Vector.Load(x + i)).Store(y + i);
        for (; i < n; i++)
            y[i] += a[i] * x[i];
    }
}
