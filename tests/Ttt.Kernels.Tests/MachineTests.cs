namespace Ttt.Kernels.Tests;

public class MachineTests
{
    [Theory]
    [InlineData(SimdWidth.Vector512, 64, 16)]
    [InlineData(SimdWidth.Vector256, 64, 24)]
    [InlineData(SimdWidth.Vector128, 12, 64)]
    [InlineData(SimdWidth.Scalar, 64, 6)]
    [InlineData(SimdWidth.Scalar, 7)]
    public void WidestDividesEveryDimension(SimdWidth expected, params int[] dimensions)
        => Assert.Equal((SimdWidth)Math.Min((int)expected, (int)Machine.Width), Machine.Widest(dimensions));

    [Fact]
    public void LanesAreThoseOfTheOperations()
        => Assert.Equal([Simd512.Count, Simd256.Count, Simd128.Count, SimdScalar.Count], new[] { SimdWidth.Vector512, SimdWidth.Vector256, SimdWidth.Vector128, SimdWidth.Scalar }.Select(w => (int)w));
}
