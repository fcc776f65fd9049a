using System.Numerics;
using System.Runtime.Intrinsics;

namespace TorchSharp;

/// <summary>Vector operations of one width and element type, for kernels that are written once.</summary>
internal unsafe interface ISimd<TVector, T>
    where TVector : struct
    where T : unmanaged, INumber<T>
{
    static abstract int Count { get; }

    /// <summary>Rows of the largest register tile, two vectors wide: what fits the registers of this width.</summary>
    static abstract int TileRows { get; }

    static abstract TVector Load(T* from);

    static abstract void Store(TVector value, T* to);

    static abstract TVector Broadcast(T value);

    /// <summary>a * b + c.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    static abstract TVector Add(TVector a, TVector b);

    /// <summary>The sum of the lanes.</summary>
    static abstract T Sum(TVector a);
}

internal readonly unsafe struct Simd512F : ISimd<Vector512<float>, float>
{
    public static int Count => Vector512<float>.Count;

    public static int TileRows => 12;

    public static Vector512<float> Load(float* from) => Vector512.Load(from);

    public static void Store(Vector512<float> value, float* to) => value.Store(to);

    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) => Vector512.MultiplyAddEstimate(a, b, c);

    public static Vector512<float> Add(Vector512<float> a, Vector512<float> b) => a + b;

    public static float Sum(Vector512<float> a) => Vector512.Sum(a);
}

internal readonly unsafe struct Simd512D : ISimd<Vector512<double>, double>
{
    public static int Count => Vector512<double>.Count;

    public static int TileRows => 12;

    public static Vector512<double> Load(double* from) => Vector512.Load(from);

    public static void Store(Vector512<double> value, double* to) => value.Store(to);

    public static Vector512<double> Broadcast(double value) => Vector512.Create(value);

    public static Vector512<double> MultiplyAdd(Vector512<double> a, Vector512<double> b, Vector512<double> c) => Vector512.MultiplyAddEstimate(a, b, c);

    public static Vector512<double> Add(Vector512<double> a, Vector512<double> b) => a + b;

    public static double Sum(Vector512<double> a) => Vector512.Sum(a);
}

internal readonly unsafe struct Simd256F : ISimd<Vector256<float>, float>
{
    public static int Count => Vector256<float>.Count;

    public static int TileRows => 6;

    public static Vector256<float> Load(float* from) => Vector256.Load(from);

    public static void Store(Vector256<float> value, float* to) => value.Store(to);

    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Vector256.MultiplyAddEstimate(a, b, c);

    public static Vector256<float> Add(Vector256<float> a, Vector256<float> b) => a + b;

    public static float Sum(Vector256<float> a) => Vector256.Sum(a);
}

internal readonly unsafe struct Simd256D : ISimd<Vector256<double>, double>
{
    public static int Count => Vector256<double>.Count;

    public static int TileRows => 6;

    public static Vector256<double> Load(double* from) => Vector256.Load(from);

    public static void Store(Vector256<double> value, double* to) => value.Store(to);

    public static Vector256<double> Broadcast(double value) => Vector256.Create(value);

    public static Vector256<double> MultiplyAdd(Vector256<double> a, Vector256<double> b, Vector256<double> c) => Vector256.MultiplyAddEstimate(a, b, c);

    public static Vector256<double> Add(Vector256<double> a, Vector256<double> b) => a + b;

    public static double Sum(Vector256<double> a) => Vector256.Sum(a);
}

internal readonly unsafe struct Simd128F : ISimd<Vector128<float>, float>
{
    public static int Count => Vector128<float>.Count;

    public static int TileRows => 6;

    public static Vector128<float> Load(float* from) => Vector128.Load(from);

    public static void Store(Vector128<float> value, float* to) => value.Store(to);

    public static Vector128<float> Broadcast(float value) => Vector128.Create(value);

    public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c) => Vector128.MultiplyAddEstimate(a, b, c);

    public static Vector128<float> Add(Vector128<float> a, Vector128<float> b) => a + b;

    public static float Sum(Vector128<float> a) => Vector128.Sum(a);
}

internal readonly unsafe struct Simd128D : ISimd<Vector128<double>, double>
{
    public static int Count => Vector128<double>.Count;

    public static int TileRows => 6;

    public static Vector128<double> Load(double* from) => Vector128.Load(from);

    public static void Store(Vector128<double> value, double* to) => value.Store(to);

    public static Vector128<double> Broadcast(double value) => Vector128.Create(value);

    public static Vector128<double> MultiplyAdd(Vector128<double> a, Vector128<double> b, Vector128<double> c) => Vector128.MultiplyAddEstimate(a, b, c);

    public static Vector128<double> Add(Vector128<double> a, Vector128<double> b) => a + b;

    public static double Sum(Vector128<double> a) => Vector128.Sum(a);
}
