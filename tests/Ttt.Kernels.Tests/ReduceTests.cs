using System.Runtime.Intrinsics;

namespace Ttt.Kernels.Tests;

public sealed class Reduce512Tests : ReduceTests<Simd512, Vector512<float>>;

public sealed class Reduce256Tests : ReduceTests<Simd256, Vector256<float>>;

public sealed class Reduce128Tests : ReduceTests<Simd128, Vector128<float>>;

public sealed class ReduceScalarTests : ReduceTests<SimdScalar, float>;

public abstract class ReduceTests<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(33)]
    public void LanesAreReducedRowByRow(int rows)
    {
        int whole = (rows + 15) / 16 * 16;
        using var partial = new Field(1, whole * S.Count, 0, (_, j) => j < rows * S.Count ? Math.Sin(j) : double.NaN);
        using var result = new Field(1, rows, whole - rows);
        Reduce<S, V>.LaneSums(rows, partial.Ptr, result.Ptr);
        result.ShouldBe((_, r) => Lanes(r).Sum(), 1e-6, whole - rows);
        Reduce<S, V>.LaneMaxima(rows, partial.Ptr, result.Ptr);
        result.ShouldBe((_, r) => Lanes(r).Max(), 0, whole - rows);

        IEnumerable<double> Lanes(int r) => Enumerable.Range(r * S.Count, S.Count).Select(j => (double)partial[0, j]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(16, 64)]
    [InlineData(5, 83)]
    [InlineData(0, 20)]
    public void ColumnSumsAreOfTheColumns(int rows, int columns)
    {
        var random = new Random(rows + columns);
        foreach (bool subtract in new[] { false, true })
            foreach (var kind in new[] { "null", "other", "in place" })
            {
                using var x = Field.Random(rows, columns, 3, random);
                using var sums = Field.Random(1, columns, 0, random);
                using var other = Field.Random(1, columns, 0, random);
                var before = kind == "other" ? other.Values() : sums.Values();
                Reduce<S, V>.ColumnSums(rows, columns, x.Ptr, x.Ld, sums.Ptr, kind == "null" ? default : kind == "other" ? other.Ptr : sums.Ptr, subtract);
                sums.ShouldBe((_, j) => (kind == "null" ? 0 : before[0, j]) + ((subtract ? -1 : 1) * Enumerable.Range(0, rows).Sum(i => (double)x[i, j])), 1e-6);
            }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(64)]
    [InlineData(301)]
    public void TotalIsOfExactlyTheCount(int count)
    {
        using var x = Field.Random(1, count, 0, new Random(count));
        Assert.Equal(Enumerable.Range(0, count).Sum(j => (double)x[0, j]), Reduce<S, V>.Total(count, x.Ptr), 1e-5);
    }
}
