using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Scan;

public class RidgeSolverTests
{
    // The larger the keys and the smaller the penalty, the longer it takes, and the more rounding adds to it.
    [Theory]
    [InlineData(1, 0.5, 1e-12)]
    [InlineData(5, 1e-2, 1e-9)]
    [InlineData(8, 1e-3, 1e-6)]
    public void RowsSolveTheirSystems(double size, double penalty, double tolerance)
    {
        const int Rows = 7, D = 24;
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(3);
        var earlier = torch.randn([40, D], dtype: torch.float64) * size;
        var gram = earlier.mT.matmul(earlier);
        var key = torch.randn([Rows, D], dtype: torch.float64) * size;
        var query = torch.randn([Rows, D], dtype: torch.float64);
        var retained = torch.rand([Rows, 1], dtype: torch.float64) * 0.1;
        var coefficients = torch.rand([Rows, Rows], dtype: torch.float64).tril();
        var ridge = torch.rand([1, D], dtype: torch.float64) * penalty + penalty;
        var x = RidgeSolver.Solve(query, gram, key, retained, coefficients, ridge);
        for (var row = 0; row < Rows; row++)
        {
            var matrix = retained[row] * gram + (coefficients[row].unsqueeze(1) * key).mT.matmul(key) + torch.eye(D, dtype: torch.float64) * ridge;
            Near.Equal(query[row], x[row].unsqueeze(0).matmul(matrix)[0], tolerance, $"row {row}");
        }
    }

    [Fact]
    public void WhatIsNoNumberStaysInItsRow()
    {
        using var scope = torch.NewDisposeScope();
        var query = torch.ones([2, 3], dtype: torch.float64);
        query[1, 2] = double.NaN;
        var x = RidgeSolver.Solve(query, torch.eye(3, dtype: torch.float64), torch.ones([2, 3], dtype: torch.float64), torch.ones([2, 1], dtype: torch.float64),
            torch.ones([2, 2], dtype: torch.float64).tril(), torch.ones([1, 3], dtype: torch.float64));
        Assert.True(x[0].isfinite().all().item<bool>());
        Assert.True(x[1].isnan().any().item<bool>());
    }
}
