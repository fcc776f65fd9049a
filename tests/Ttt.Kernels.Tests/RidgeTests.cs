using System.Runtime.Intrinsics;

namespace Ttt.Kernels.Tests;

public sealed class Ridge512Tests : RidgeTests<Simd512, Vector512<float>>;

public sealed class Ridge256Tests : RidgeTests<Simd256, Vector256<float>>;

public sealed class Ridge128Tests : RidgeTests<Simd128, Vector128<float>>;

public sealed class RidgeScalarTests : RidgeTests<SimdScalar, float>;

public abstract class RidgeTests<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    [Theory]
    [InlineData(1, 16, 0.3)]
    [InlineData(5, 16, 0.3)]
    [InlineData(16, 32, 1)]
    [InlineData(37, 64, 0.05)]
    public void Rows_solve_their_systems(int rows, int columns, double penalty)
    {
        var random = new Random(rows);
        double[,] root = Uniform(columns, columns);
        using var problem = new Problem(rows, columns,
            (i, j) => Enumerable.Range(0, columns).Sum(c => root[i, c] * root[j, c]) / columns, random, _ => penalty * (1 + random.NextDouble()), (i, j) => j <= i ? random.NextDouble() : 0);
        problem.Solve();
        problem.ShouldBeSolved(2e-5);

        double[,] Uniform(int m, int n)
        {
            var values = new double[m, n];
            for (int i = 0; i < m; i++)
                for (int j = 0; j < n; j++)
                    values[i, j] = (random.NextDouble() * 2) - 1;
            return values;
        }
    }

    // Nothing was seen: the matrices are the penalty.
    [Fact]
    public void Without_keys_rows_are_divided_by_the_penalty()
    {
        var random = new Random(3);
        using var problem = new Problem(4, 16, (_, _) => 0, random, _ => 1e8, (_, _) => 0);
        problem.Solve();
        problem.To.ShouldBe((i, j) => problem.Query[i, j] / 1e8, 1e-15);
    }

    [Fact]
    public void Rows_of_zeros_are_solved_by_zeros()
    {
        var random = new Random(4);
        using var problem = new Problem(3, 16, (i, j) => i == j ? 1 : 0, random, _ => 1, (_, _) => 0.5);
        for (int j = 0; j < 16; j++) problem.Query[1, j] = 0;
        problem.Solve();
        Assert.All(Enumerable.Range(0, 16), j => Assert.Equal(0, problem.To[1, j]));
        problem.ShouldBeSolved(2e-5);
    }

    [Fact]
    public void What_is_no_number_stays_in_its_row()
    {
        var random = new Random(5);
        using var problem = new Problem(3, 16, (i, j) => i == j ? 1 : 0, random, _ => 1, (_, _) => 0.5);
        problem.Query[2, 5] = float.NaN;
        problem.Solve();
        Assert.True(float.IsNaN(problem.To[2, 5]));
        problem.ShouldBeSolved(2e-5, rows: 2);
    }

    /// <summary>A system, in memory that is NaN beside it.</summary>
    private sealed class Problem(int rows, int columns, Func<int, int, double> gram, Random random, Func<int, double> penalty, Func<int, int, double> coefficient) : IDisposable
    {
        private static readonly int _lanes = 16;
        private readonly int _stride = (rows + _lanes - 1) / _lanes * _lanes;
        private readonly Field _gram = new(columns, columns, 0, gram);
        private readonly Field _key = Field.Random(rows, columns, 0, random);
        private readonly Field _retained = new(1, rows, 0, (_, _) => 0.5 + random.NextDouble());
        private readonly Field _penalty = new(1, columns, 0, (_, j) => penalty(j));

        public Field Query { get; } = Field.Random(rows, columns, 0, random);

        public Field To { get; } = new(rows, columns);

        private Field Coefficients { get; } = new(rows, rows, ((rows + _lanes - 1) / _lanes * _lanes) - rows, coefficient);

        public void Solve()
        {
            using var turned = new Field(columns, rows, _stride - rows, (i, j) => _key[j, i]);
            Field[] scratch = [.. Enumerable.Range(0, 4).Select(_ => new Field(rows, columns))];
            Field scores = new(rows, rows, _stride - rows), squares = new(1, rows), limit = new(1, rows);
            new Ridge<S, V>
            {
                Rows = rows,
                Columns = columns,
                Gram = _gram.Ptr,
                Key = _key.Ptr,
                KeyTurned = turned.Ptr,
                Retained = _retained.Ptr,
                Coefficients = Coefficients.Ptr,
                Penalty = _penalty.Ptr,
                Stride = _stride,
                Residual = scratch[0].Ptr,
                Direction = scratch[1].Ptr,
                Image = scratch[2].Ptr,
                Inverse = scratch[3].Ptr,
                Scores = scores.Ptr,
                Squares = squares.Ptr,
                Limit = limit.Ptr,
            }.Solve(Query.Ptr, To.Ptr);
            To.Untouched();
            foreach (var field in scratch.Append(squares).Append(limit)) field.Untouched();
            scores.Untouched(_stride - rows);
            foreach (var field in scratch.Append(scores).Append(squares).Append(limit)) field.Dispose();
        }

        /// <summary>x_i times its matrix is q_i, to this share of what is added up.</summary>
        public void ShouldBeSolved(double tolerance, int? rows = null)
        {
            for (int i = 0; i < (rows ?? To.Rows); i++)
                for (int c = 0; c < columns; c++)
                {
                    double sum = _penalty[0, c] * To[i, c], size = Math.Abs(sum) + Math.Abs(Query[i, c]);
                    for (int r = 0; r < columns; r++)
                    {
                        double entry = _retained[0, i] * _gram[r, c];
                        for (int j = 0; j < To.Rows; j++) entry += Coefficients[i, j] * _key[j, r] * (double)_key[j, c];
                        sum += To[i, r] * entry;
                        size += Math.Abs(To[i, r] * entry);
                    }
                    Assert.True(Math.Abs(sum - Query[i, c]) <= tolerance * size, $"[{i}, {c}]: {sum}, not {Query[i, c]}");
                }
        }

        public void Dispose()
        {
            foreach (var field in new[] { _gram, _key, _retained, _penalty, Query, To, Coefficients }) field.Dispose();
        }
    }
}
