namespace Ttt.Tests;

public class ScalarTests
{
    [Fact]
    public void ArithmeticIsThatOfNumbers()
    {
        Scalar a = 6, b = 4;
        Assert.Equal([10, 2, 24, 1.5, -6], new[] { a + b, a - b, a * b, a / b, -a }.Select(x => x.Value));
        Assert.Equal([7, 5, 12, 3], new[] { a + 1, a - 1, a * 2, a / 2 }.Select(x => x.Value));
        Assert.Equal([7, -5, 12, 0.5], new[] { 1 + a, 1 - a, 2 * a, 3 / a }.Select(x => x.Value));
    }

    [Fact]
    public void TextIsInvariant() => Assert.Equal("0.5", ((Scalar)0.5).ToString());
}
