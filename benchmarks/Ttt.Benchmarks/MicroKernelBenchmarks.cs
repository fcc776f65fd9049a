using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using Ttt.Kernels;

namespace Ttt.Benchmarks;

/// <summary>
/// The products inside TTT layers (16 tokens, heads of 64) on one thread, next to <see cref="MultiplyAdds"/>: as many operations as the product has, but
/// in registers only. Their ratio is the share of the peak. DOTNET_EnableAVX512F=0 measures the narrower vectors.
/// </summary>
[GenericTypeArguments(typeof(Simd512), typeof(Vector512<float>))]
[GenericTypeArguments(typeof(Simd256), typeof(Vector256<float>))]
public class MicroKernelBenchmarks<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly Arena _arena = new();
    private int _m, _n, _k;
    private bool _transposed, _inPlace;
    private Triangle _triangle;
    private Ptr _a, _b, _c, _row;

    [Params("NN 16x64x64", "NN 16x256x64", "NN 16x64x256", "TN 64x64x16", "TN 64x256x16", "NN 16x16x64 ResultLower", "NN 16x64x16 LeftLower", "NN 256x16x64", "NN 1x64x64", "NN 1x256x64")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var parts = Shape.Split(' ');
        var sizes = Array.ConvertAll(parts[1].Split('x'), int.Parse);
        (_m, _n, _k) = (sizes[0], sizes[1], sizes[2]);
        _transposed = _inPlace = parts[0] == "TN";
        _triangle = parts.Length > 2 ? Enum.Parse<Triangle>(parts[2]) : Triangle.None;
        (_a, _b, _c, _row) = (_arena.Take(_m * _k), _arena.Take(_k * _n), _arena.Take(_m * _n), _arena.Take(_n));
        _arena.Clear();
    }

    [GlobalCleanup]
    public void Cleanup() => _arena.Dispose();

    [Benchmark]
    public void Product() => Products<S, V>.Multiply(
        _m, _n, _k, _a, _transposed ? 1 : _k, _transposed ? _m : 1, _b, _n, _c, _n, _inPlace ? _c : _row, _inPlace ? _n : 0, _inPlace, _triangle);

    /// <summary>The operations of the product (half of them under a triangle), in ten independent chains.</summary>
    [Benchmark(Baseline = true)]
    public float MultiplyAdds()
    {
        double share = _triangle == Triangle.None ? 1 : (_m + 1) / (2.0 * _m);
        return Peak((int)(share * _m * _n * _k / (10 * S.Count)), 0.5f);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Peak(int count, float start)
    {
        V x = S.Create(start), y = S.Create(1 - start);
        V s0 = x, s1 = x, s2 = x, s3 = x, s4 = x, s5 = x, s6 = x, s7 = x, s8 = x, s9 = x;
        for (int i = 0; i < count; i++)
        {
            s0 = S.MultiplyAdd(s0, x, y);
            s1 = S.MultiplyAdd(s1, x, y);
            s2 = S.MultiplyAdd(s2, x, y);
            s3 = S.MultiplyAdd(s3, x, y);
            s4 = S.MultiplyAdd(s4, x, y);
            s5 = S.MultiplyAdd(s5, x, y);
            s6 = S.MultiplyAdd(s6, x, y);
            s7 = S.MultiplyAdd(s7, x, y);
            s8 = S.MultiplyAdd(s8, x, y);
            s9 = S.MultiplyAdd(s9, x, y);
        }
        return S.Sum(S.Add(S.Add(S.Add(s0, s1), S.Add(s2, s3)), S.Add(S.Add(S.Add(s4, s5), S.Add(s6, s7)), S.Add(s8, s9))));
    }
}
