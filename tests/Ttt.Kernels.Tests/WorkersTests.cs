namespace Ttt.Kernels.Tests;

public class WorkersTests
{
    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(1000, 1)]
    [InlineData(1000, 2)]
    [InlineData(1000, 9)]
    public void EveryIndexComesOnceAndNoWorkerTwiceAtATime(int count, int threads)
    {
        for (int round = 0; round < 50; round++)
        {
            var seen = new int[count];
            var busy = new int[threads];
            bool collision = false;
            Workers.For(count, threads, (worker, i) =>
            {
                if (Interlocked.Increment(ref busy[worker]) != 1) collision = true;
                Interlocked.Increment(ref seen[i]);
                Interlocked.Decrement(ref busy[worker]);
            });
            Assert.All(seen, times => Assert.Equal(1, times));
            Assert.False(collision);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void TheFirstExceptionIsThrown(int threads)
    {
        var e = Assert.Throws<InvalidOperationException>(() => Workers.For(100, threads, (_, i) =>
        {
            if (i == 7) throw new InvalidOperationException("seven");
        }));
        Assert.Equal("seven", e.Message);
    }

    [Fact]
    public void CallsMayNest()
    {
        int sum = 0;
        Workers.For(8, 4, (_, i) => Workers.For(8, 4, (_, j) => Interlocked.Add(ref sum, (i * 8) + j)));
        Assert.Equal(63 * 64 / 2, sum);
    }

    [Fact]
    public void NonsenseIsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Workers.For(-1, 1, (_, _) => { }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Workers.For(1, 0, (_, _) => { }));
    }
}
