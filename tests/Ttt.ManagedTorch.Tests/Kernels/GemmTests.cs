using static TorchSharp.torch;

namespace Ttt.ManagedTorch.Tests;

public class GemmTests
{
    public static TheoryData<int, int, int> Sizes() => new()
    {
        { 1, 1, 1 }, { 1, 7, 3 }, { 2, 3, 17 }, { 5, 1, 9 }, { 6, 16, 8 }, { 7, 33, 5 }, { 12, 32, 64 }, { 16, 32, 32 }, { 13, 15, 300 }, { 25, 65, 31 }, { 64, 48, 130 },
        { 97, 31, 257 }, { 100, 1030, 19 }, { 12, 32, 770 }, { 23, 33, 769 }, { 36, 1056, 2 }, { 40, 4, 90 }, { 257, 1, 31 }, { 6, 0, 4 }, { 3, 4, 0 }, { 130, 70, 513 }, { 1, 70, 133 }, { 3, 9, 64 }, { 4, 259, 18 }, { 70, 33, 2100 }, { 13, 40, 3077 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void ProductsOfAnySizeAndLayoutEqualTheDefinition(int m, int n, int k)
    {
        foreach (var dtype in new[] { ScalarType.Float32, ScalarType.Float64 })
            foreach (bool left in new[] { false, true })
                foreach (bool right in new[] { false, true })
                {
                    using var scope = NewDisposeScope();
                    var a = left ? rand([k, m], dtype).t() : rand([m, k], dtype);
                    var b = right ? rand([n, k], dtype).t() : rand([k, n], dtype);
                    Same(Naive(a, b), a.mm(b), k, dtype);
                    // Neither operand has unit strides.
                    var c = rand([m, 2 * k], dtype).slice(1, 0, 2 * k, 2);
                    var d = rand([k, 2 * n], dtype).slice(1, 0, 2 * n, 2);
                    Same(Naive(c, d), c.mm(d), k, dtype);
                }
    }

    [Fact]
    public void BatchDimensionsBroadcastWithoutCopies()
    {
        using var scope = NewDisposeScope();
        var a = rand([2, 1, 5, 7], ScalarType.Float64);
        var b = rand([3, 7, 4], ScalarType.Float64).transpose(0, 0);
        var y = a.matmul(b);
        Assert.Equal([2, 3, 5, 4], y.shape);
        for (int i = 0; i < 2; i++)
            for (int j = 0; j < 3; j++)
                Same(Naive(a[i, 0], b[j]), y[i, j], 7, ScalarType.Float64);
    }

    [Fact]
    public void ResultsDoNotDependOnTheNumberOfThreads()
    {
        using var scope = NewDisposeScope();
        int before = get_num_threads();
        var a = rand(500, 300);
        var b = rand(300, 400);
        var batchA = rand(64, 40, 60);
        var batchB = rand(64, 60, 50);
        var big = rand(700, 900);
        float[][] Results() => [.. new[] { a.mm(b), b.t().mm(a.t()), batchA.bmm(batchB), big.sum(), big.sum([0L]), big.sum([1L]), big.exp(), big.softmax(-1), big.gelu() }.Select(t => t.data<float>().ToArray())];
        try
        {
            set_num_threads(1);
            var one = Results();
            foreach (int threads in new[] { 2, 3, 7 })
            {
                set_num_threads(threads);
                var many = Results();
                for (int i = 0; i < one.Length; i++) Assert.Equal(one[i], many[i]);
            }
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Theory]
    [InlineData(2100, 50, 130)] // rows for every thread: each packs for itself
    [InlineData(300, 260, 500)] // few rows: one packs for all
    [InlineData(70, 1100, 390)] // fewer blocks of rows than threads: panels are shared out
    [InlineData(150, 90, 4100)] // a long sum into a small result: slices
    [InlineData(40, 2000, 100)] // rows so few that the right operand is read where it lies
    [InlineData(3, 5000, 400)]
    public void EveryWayToShareAProductGivesTheBytesOfOneThread(int m, int n, int k)
    {
        using var scope = NewDisposeScope();
        int before = get_num_threads();
        Tensor[] left = [rand(m, k), rand(k, m).t()], right = [rand(k, n), rand(n, k).t()];
        float[][] Products() => [.. left.SelectMany(a => right.Select(b => a.mm(b).data<float>().ToArray()))];
        try
        {
            set_num_threads(1);
            var one = Products();
            foreach (int threads in new[] { 2, 5, 16 })
            {
                set_num_threads(threads);
                Assert.Equal(one, Products());
            }
            Same(Naive(left[1], right[1]), left[1].mm(right[1]), k, ScalarType.Float32);
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Fact]
    public void IntegerProductsAreExact()
    {
        using var a = tensor(new long[] { 1, 2, 3, 4 }, 2, 2);
        using var y = a.mm(a);
        Assert.Equal([7L, 10, 15, 22], y.data<long>().ToArray());
    }

    private static double[,] Naive(Tensor a, Tensor b)
    {
        long m = a.shape[0], k = a.shape[1], n = b.shape[1];
        var x = a.to(ScalarType.Float64).contiguous().data<double>().ToArray();
        var y = b.to(ScalarType.Float64).contiguous().data<double>().ToArray();
        var result = new double[m, n];
        for (long i = 0; i < m; i++)
            for (long j = 0; j < n; j++)
                for (long p = 0; p < k; p++) result[i, j] += x[(i * k) + p] * y[(p * n) + j];
        return result;
    }

    private static void Same(double[,] expected, Tensor actual, int k, ScalarType dtype)
    {
        double tolerance = (dtype == ScalarType.Float32 ? 2e-6 : 1e-14) * Math.Max(k, 1);
        var values = actual.to(ScalarType.Float64).contiguous().data<double>().ToArray();
        int at = 0;
        foreach (double value in expected)
        {
            Assert.True(Math.Abs(value - values[at]) <= tolerance, $"element {at}: {values[at]} instead of {value}, shape {actual}");
            at++;
        }
    }
}
