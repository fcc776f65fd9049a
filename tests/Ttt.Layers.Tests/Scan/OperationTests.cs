using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Scan;

/// <summary>
/// Operations per token and head at D = 64, K = 16. A lower triangle on the left of a product counts (b + 1) / 2 of b terms a row; backward counts the products that the
/// forward pass does not have, and each update of the state once more.
/// </summary>
public class OperationTests
{
    const int D = 64, K = 16;

    static ScanOperations PerToken(string name, GradientDescent? mode = null)
    {
        using var layer = LayerCatalogue.Default.Create(name, new TttLayerOptions { Width = 2 * D, Heads = 2, MiniBatchSize = K, Mode = mode });
        var counts = layer.Program.Operations(K, K + layer.Settings.Window - 1) ?? throw new InvalidOperationException($"{name} has no counts.");
        return new(counts.Forward / K, counts.Backward / K, counts.Decode / K);
    }

    /// <summary>The figures of hand-written kernels, which multiply triangles in tiles of four rows and keep all forward values but the state.</summary>
    [Fact]
    public void Counts_are_those_of_kernels_written_by_hand()
    {
        var (linear, mlp) = (PerToken("linear"), PerToken("mlp"));
        Assert.InRange(linear.Forward / 27_900, 0.99, 1.01);
        Assert.InRange((linear.Forward + linear.Backward) / 92_900, 0.99, 1.01);
        Assert.InRange(mlp.Forward / 246_000, 0.99, 1.01);
    }

    /// <summary>886k is a kernel's count that computes two products with W2 a second time, and what hangs on them: b·f and triangles.</summary>
    [Fact]
    public void A_kernel_that_recomputes_needs_more_than_is_counted()
    {
        var mlp = PerToken("mlp");
        Assert.InRange((mlp.Forward + mlp.Backward + 2 * 2 * D * (4 * D) + 2 * K * 4 * D + (K + 1) * 5 * D) / 886_000, 0.99, 1.01);
    }

    /// <summary>Every product of the forward pass has two gradients, and the state is updated once more.</summary>
    [Fact]
    public void Linear_counts_are_those_of_its_formulas()
    {
        var counts = PerToken("linear");
        // k·W and q·W, the update of W and b, q·kᵀ, the product with its triangle
        Assert.Equal(6.0 * D * D + 2 * D + 2 * K * D + (K + 1) * D, counts.Forward);
        // two gradients of three products with f², of two with b·f (dS·K on the lower triangle), the updates, and the gradient of b's update
        Assert.Equal(12.0 * D * D + 3 * 2 * K * D + (K + 1) * D + 2 * D * D + 2 * D, counts.Backward, 4.0 * K + 2 * D);
        Assert.Equal(6.0 * D * D, counts.Decode, 2.0 * D);
    }

    [Fact]
    public void Mlp_counts_are_those_of_its_formulas()
    {
        const int Wide = 4 * D;
        var counts = PerToken("mlp");
        Assert.Equal(14.0 * D * Wide + 2 * (D + Wide) + (2 * K + K + 1) * (D + Wide), counts.Forward);
        Assert.Equal((28.0 + 4) * D * Wide + (6 * K + K + 1) * (D + Wide), counts.Backward, 4.0 * K + 4 * (D + Wide));
    }

    public static TheoryData<string> Names => [.. LayerCatalogue.Default.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_layer_has_counts(string name)
    {
        var counts = PerToken(name);
        Assert.InRange(counts.Forward, K * D, 64.0 * D * D * D);
        Assert.InRange(counts.Backward, counts.Forward, 4 * counts.Forward);
        Assert.InRange(counts.Decode, name == "conv" ? 0 : 2 * D * D, 64.0 * D * D * D);
    }

    [Fact]
    public void Online_descent_counts_its_own_program()
    {
        var (batch, online) = (PerToken("deltanet", GradientDescent.MiniBatch), PerToken("deltanet"));
        // the triangular solve, and the product that its matrix is
        Assert.True(online.Forward > batch.Forward);
    }

    [Fact]
    public void Programs_that_nobody_counted_say_so()
    {
        using var layer = TestLayers.Fresh("reference", TestLayers.Options());
        Assert.Null(layer.Program.Operations(4, 4));
    }
}
