using System.Runtime.Intrinsics;

namespace Ttt.Kernels.Tests;

public sealed class Rows512Tests : RowsTests<Simd512, Vector512<float>>;

public sealed class Rows256Tests : RowsTests<Simd256, Vector256<float>>;

public sealed class Rows128Tests : RowsTests<Simd128, Vector128<float>>;

public sealed class RowsScalarTests : RowsTests<SimdScalar, float>;

public abstract class RowsTests<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(37)]
    public void GatesAreMultiplied(int rows)
    {
        var random = new Random(rows);
        using var gate = new Field(1, rows, 0, (_, i) => i == 3 ? 0 : 0.5 + random.NextDouble());
        using var product = new Field(1, rows);
        using var retained = new Field(rows, rows, 3);
        Rows<S, V>.CumulativeProduct(rows, gate.Ptr, product.Ptr);
        product.ShouldBe((_, i) => Product(0, i), 1e-5);
        Rows<S, V>.Retained(rows, gate.Ptr, retained.Ptr, retained.Ld);
        retained.ShouldBe((i, j) => j > i ? 0 : Product(j + 1, i), 1e-5);

        double Product(int first, int last) => Enumerable.Range(first, last + 1 - first).Aggregate(1.0, (p, i) => p * gate[0, i]);
    }

    [Fact]
    public void AGateThatIsNoNumberStaysBelowTheDiagonal()
    {
        using var gate = new Field(1, 5, 0, (_, i) => i == 2 ? double.PositiveInfinity : 0.5);
        using var retained = new Field(5, 5);
        Rows<S, V>.Retained(5, gate.Ptr, retained.Ptr, retained.Ld);
        for (int i = 0; i < 5; i++)
            for (int j = i; j < 5; j++)
                Assert.Equal(i == j ? 1 : 0, retained[i, j]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 16)]
    [InlineData(16, 64)]
    [InlineData(7, 83)]
    [InlineData(24, 5)]
    [InlineData(33, 130)]
    public void SolveLowerSolves(int rows, int columns)
    {
        var random = new Random(rows + columns);
        foreach (bool transpose in new[] { false, true })
            foreach (bool inPlace in new[] { false, true })
            {
                using var lower = new Field(rows, rows, 2, (i, j) => j < i ? (random.NextDouble() - 0.5) / 2 : double.NaN);
                using var right = Field.Random(rows, columns, 1, random);
                using var other = new Field(rows, columns, 4);
                var before = right.Values();
                var to = inPlace ? right : other;
                Rows<S, V>.SolveLower(rows, columns, lower.Ptr, lower.Ld, right.Ptr, right.Ld, to.Ptr, to.Ld, transpose);
                var x = to.Values();
                to.ShouldBe((i, j) => before[i, j] - Enumerable.Range(0, rows).Where(k => transpose ? k > i : k < i).Sum(k => (transpose ? lower[k, i] : lower[i, k]) * x[k, j]), 1e-5);
            }
    }
}
