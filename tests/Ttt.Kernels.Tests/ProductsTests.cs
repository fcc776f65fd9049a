using System.Runtime.Intrinsics;

namespace Ttt.Kernels.Tests;

public sealed class Products512Tests : ProductsTests<Simd512, Vector512<float>>;

public sealed class Products256Tests : ProductsTests<Simd256, Vector256<float>>;

public sealed class Products128Tests : ProductsTests<Simd128, Vector128<float>>;

public sealed class ProductsScalarTests : ProductsTests<SimdScalar, float>;

/// <summary>Every product against a plain double loop.</summary>
public abstract class ProductsTests<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private const double Tolerance = 1e-5;

    public enum Init
    {
        Null,
        Row,
        Matrix,
        InPlace,
    }

    [Theory]
    [CombinatorialShapes]
    public void MultiplyIsTheProduct(int m, int vectors, int k)
    {
        int seed = (m * 1009) + (vectors * 31) + k;
        foreach (bool transposed in new[] { false, true })
            foreach (bool subtract in new[] { false, true })
                foreach (var init in Enum.GetValues<Init>())
                    Check(m, vectors * S.Count, k, transposed, subtract, init, Triangle.None, new Random(seed));
    }

    [Theory]
    [CombinatorialShapes]
    public void TrianglesAreTheProductOfWhatIsLeft(int m, int vectors, int k)
    {
        int seed = (m * 1009) + (vectors * 31) + k;
        foreach (var triangle in new[] { Triangle.LeftLower, Triangle.LeftUpper, Triangle.ResultLower })
            foreach (bool subtract in new[] { false, true })
                foreach (var init in Enum.GetValues<Init>())
                    Check(m, vectors * S.Count, k, subtract, subtract, init, triangle, new Random(seed));
    }

    [Theory]
    [InlineData(5, 13, 7)]
    [InlineData(16, 17, 16)]
    [InlineData(1, 100, 9)]
    [InlineData(9, 1, 3)]
    public void ColumnsAreRoundedUpToWholeVectors(int m, int n, int k)
    {
        foreach (var triangle in new[] { Triangle.None, Triangle.ResultLower })
            foreach (var init in Enum.GetValues<Init>())
                Check(m, n, k, false, false, init, triangle, new Random(m + n));
    }

    private static void Check(int m, int n, int k, bool transposed, bool subtract, Init initKind, Triangle triangle, Random random)
    {
        int slack = ((n + 15) / 16 * 16) - n;
        double Left(double value, int i, int p) => (triangle == Triangle.LeftLower && p > i) || (triangle == Triangle.LeftUpper && p < i) ? 0 : value;
        using var a = new Field(transposed ? k : m, transposed ? m : k, 3, (i, p) => Left((random.NextDouble() * 2) - 1, transposed ? p : i, transposed ? i : p));
        using var b = Field.Random(k, n, slack + 5, random);
        using var c = Field.Random(m, n, slack + 2, random);
        using var other = Field.Random(initKind == Init.Row ? 1 : m, n, slack + 1, random);
        var (init, ldInit) = initKind switch
        {
            Init.Null => (default(Ptr), 0),
            Init.Row => (other.Ptr, 0),
            Init.Matrix => (other.Ptr, other.Ld),
            _ => (c.Ptr, c.Ld),
        };
        var (before, right) = (c.Values(), b.Values());
        Products<S, V>.Multiply(m, n, k, a.Ptr, transposed ? 1 : a.Ld, transposed ? a.Ld : 1, b.Ptr, b.Ld, c.Ptr, c.Ld, init, ldInit, subtract, triangle);
        c.ShouldBe((i, j) =>
        {
            if (triangle == Triangle.ResultLower && j > i) return c[i, j];
            double sum = Start(i, j);
            for (int p = 0; p < k; p++)
                sum += (subtract ? -1.0 : 1) * (transposed ? a[p, i] : a[i, p]) * right[p, j];
            return sum;
        }, Tolerance, slack);
        if (triangle != Triangle.ResultLower) return;
        for (int i = 0; i < m; i++)
            for (int j = (i / 8 * 8) + 8 + S.Count; j < n; j++)
                Assert.Equal((float)Start(i, j), c[i, j]);

        double Start(int i, int j) => initKind switch { Init.Null => 0, Init.Row => other[0, j], Init.Matrix => other[i, j], _ => before[i, j] };
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(4, 16)]
    [InlineData(16, 64)]
    [InlineData(64, 16)]
    [InlineData(37, 83)]
    [InlineData(256, 64)]
    public void MultiplyVectorIsTheProduct(int m, int k)
    {
        var random = new Random(m + k);
        foreach (var (gap, transposed) in new[] { (0, false), (3, false), (0, true), (5, true) })
            foreach (bool subtract in new[] { false, true })
                foreach (var initKind in new[] { Init.Null, Init.Matrix, Init.InPlace })
                {
                    using var a = Field.Random(transposed ? k : m, transposed ? m : k, gap, random);
                    using var x = Field.Random(1, k, 0, random);
                    using var y = Field.Random(1, m, 0, random);
                    using var other = Field.Random(1, m, 0, random);
                    var before = y.Values();
                    var init = initKind switch { Init.Null => default, Init.Matrix => other.Ptr, _ => y.Ptr };
                    Products<S, V>.MultiplyVector(m, k, a.Ptr, transposed ? 1 : a.Ld, transposed ? a.Ld : 1, x.Ptr, y.Ptr, init, subtract);
                    y.ShouldBe((_, i) =>
                    {
                        double sum = initKind switch { Init.Null => 0, Init.Matrix => other[0, i], _ => before[0, i] };
                        for (int p = 0; p < k; p++)
                            sum += (subtract ? -1.0 : 1) * (transposed ? a[p, i] : a[i, p]) * x[0, p];
                        return sum;
                    }, Tolerance);
                }
    }
}
