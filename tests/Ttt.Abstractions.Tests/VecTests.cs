namespace Ttt.Tests;

public class VecTests
{
    static readonly Vec<D> A = new(1, -2, 3);
    static readonly Vec<D> B = new(4, 5, -8);

    [Fact]
    public void OperatorsWorkElementByElement()
    {
        Assert.Equal([5, 3, -5], (A + B).ToArray());
        Assert.Equal([-3, -7, 11], (A - B).ToArray());
        Assert.Equal([4, -10, -24], (A * B).ToArray());
        Assert.Equal([0.25, -0.4, -0.375], (A / B).ToArray());
        Assert.Equal([-1, 2, -3], (-A).ToArray());
    }

    [Fact]
    public void NumbersAndScalarsBroadcastOnEitherSide()
    {
        Scalar two = 2;
        Assert.Equal([3, 0, 5], (A + 2).ToArray());
        Assert.Equal([3, 0, 5], (two + A).ToArray());
        Assert.Equal([1, 4, -1], (2 - A).ToArray());
        Assert.Equal([-1, -4, 1], (A - two).ToArray());
        Assert.Equal([2, -4, 6], (2 * A).ToArray());
        Assert.Equal([2, -4, 6], (A * two).ToArray());
        Assert.Equal([0.5, -1, 1.5], (A / two).ToArray());
        Assert.Equal([0.5, -0.4, 0.25], (2 / new Vec<D>(4, -5, 8)).ToArray());
    }

    [Fact]
    public void LengthsThatDifferAreRefusedByName()
    {
        var error = Assert.Throws<ArgumentException>(() => A + new Vec<D>(1, 2));
        Assert.Equal("+: D is 3 on the left and 2 on the right; a dimension has one size.", error.Message);
        Assert.Contains("D is 3 on the left and 1 on the right", Assert.Throws<ArgumentException>(() => Fn.Dot(A, new Vec<D>(1))).Message);
    }

    [Fact]
    public void IndexIsChecked()
    {
        Assert.Equal(3, A[2]);
        Assert.Contains("Vec<D> of length 3 has no element 3", Assert.Throws<ArgumentOutOfRangeException>(() => A[3]).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => A[-1]);
        Assert.Equal(0, default(Vec<D>).Length);
    }

    [Fact]
    public void ValuesAreCopiedInAndOut()
    {
        double[] source = [1, 2];
        var vec = new Vec<D>(source);
        source[0] = 9;
        vec.ToArray()[1] = 9;
        Assert.Equal([1, 2], vec.ToArray());
    }

    [Fact]
    public void NoArrayIsRefused() => Assert.Throws<ArgumentNullException>(() => new Vec<D>(null!));
}
