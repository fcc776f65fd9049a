using System.Runtime.Intrinsics;

namespace Ttt.Kernels.Tests;

public sealed class Rearrange512Tests : RearrangeTests<Simd512, Vector512<float>>;

public sealed class Rearrange256Tests : RearrangeTests<Simd256, Vector256<float>>;

public sealed class Rearrange128Tests : RearrangeTests<Simd128, Vector128<float>>;

public sealed class RearrangeScalarTests : RearrangeTests<SimdScalar, float>;

public abstract class RearrangeTests<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    public static IEnumerable<object[]> Shapes =>
        from rows in new[] { 1, 2, 4, 7, 8, 15, 16, 33 }
        from columns in new[] { 1, 3, 4, 5, 8, 12, 16, 31, 64 }
        select new object[] { rows, columns };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void TransposeExchangesRowsAndColumns(int rows, int columns)
    {
        foreach (int gap in new[] { 0, 3 })
        {
            using var from = Field.Random(rows, columns, gap, new Random(rows));
            using var to = new Field(columns, rows, 2 * gap);
            Rearrange<S, V>.Transpose(rows, columns, from.Ptr, from.Ld, to.Ptr, to.Ld);
            to.ShouldBe((i, j) => from[j, i], 0);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void CopyAndFillStayInside(int rows, int columns)
    {
        using var from = Field.Random(rows, columns, 1, new Random(rows));
        using var to = new Field(rows, columns, 5);
        Rearrange<S, V>.Copy(rows, columns, from.Ptr, from.Ld, to.Ptr, to.Ld);
        to.ShouldBe((i, j) => from[i, j], 0);
        Rearrange<S, V>.Fill(rows, columns, to.Ptr, to.Ld, 2.5f);
        to.ShouldBe((_, _) => 2.5, 0);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ShiftMovesByOneRow(int rows, int columns)
    {
        foreach (bool up in new[] { false, true })
            foreach (bool inPlace in new[] { false, true })
            {
                using var from = Field.Random(rows, columns, 1, new Random(rows));
                using var other = new Field(rows, columns, 5);
                var to = inPlace ? from : other;
                var before = from.Values();
                Rows<S, V>.Shift(rows, columns, from.Ptr, from.Ld, to.Ptr, to.Ld, up, 9);
                to.ShouldBe((i, j) => (up ? i + 1 < rows : i > 0) ? before[up ? i + 1 : i - 1, j] : 9, 0);
            }
    }
}
