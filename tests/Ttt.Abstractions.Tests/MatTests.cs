namespace Ttt.Tests;

public class MatTests
{
    static readonly Mat<D, Hidden> W = new(2, 3, [1, 2, 3, 4, 5, 6]);

    [Fact]
    public void RowVectorTimesMatrix() => Assert.Equal([4 * 1 - 4, 4 * 2 - 5, 4 * 3 - 6], (new Vec<D>(4, -1) * W).ToArray());

    [Fact]
    public void MatrixTimesMatrixHasOuterDimensions()
    {
        Mat<D, D> product = W * W.T;
        Assert.Equal((2, 2), (product.Rows, product.Columns));
        Assert.Equal([14, 32, 32, 77], product.ToArray());
    }

    [Fact]
    public void TransposeSwapsIndices()
    {
        Assert.Equal((3, 2), (W.T.Rows, W.T.Columns));
        Assert.Equal(W[1, 2], W.T[2, 1]);
        Assert.Equal([1, 4, 2, 5, 3, 6], W.T.ToArray());
        Assert.Equal(W.ToArray(), W.T.T.ToArray());
    }

    [Fact]
    public void OperatorsWorkElementByElement()
    {
        Scalar half = 0.5;
        Assert.Equal([2, 4, 6, 8, 10, 12], (W + W).ToArray());
        Assert.Equal(new double[6], (W - W).ToArray());
        Assert.Equal([-1, -2, -3, -4, -5, -6], (-W).ToArray());
        Assert.Equal([2, 4, 6, 8, 10, 12], (2 * W).ToArray());
        Assert.Equal((W * 0.5).ToArray(), (half * W).ToArray());
        Assert.Equal((W / 2).ToArray(), (W * half).ToArray());
        Assert.Equal((W * 2).ToArray(), (W / half).ToArray());
    }

    [Fact]
    public void WrongSizesAreRefused()
    {
        Assert.Equal("Vec * Mat: D is 3 on the left and 2 on the right; a dimension has one size.",
            Assert.Throws<ArgumentException>(() => new Vec<D>(1, 2, 3) * W).Message);
        Assert.Contains("Mat * Mat: Hidden is 3 on the left and 2 on the right",
            Assert.Throws<ArgumentException>(() => W * new Mat<Hidden, D>(2, 1, [1, 2])).Message);
        Assert.Contains("Mat + Mat, columns: Hidden", Assert.Throws<ArgumentException>(() => W + new Mat<D, Hidden>(2, 1, [1, 2])).Message);
        Assert.Contains("2 x 2 needs 4 values, row by row; it got 3", Assert.Throws<ArgumentException>(() => new Mat<D, D>(2, 2, [1, 2, 3])).Message);
        Assert.Contains("has no element [2, 0]", Assert.Throws<ArgumentOutOfRangeException>(() => W[2, 0]).Message);
    }
}
