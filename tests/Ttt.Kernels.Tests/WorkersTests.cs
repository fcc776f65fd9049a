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
    public void SeveralCallersShareNoPieces()
    {
        var sums = new int[6];
        var callers = Enumerable.Range(0, sums.Length).Select(caller => new Thread(() =>
        {
            for (int round = 0; round < 200; round++) Workers.For(20, 3, (_, i) => Interlocked.Add(ref sums[caller], i));
        })).ToArray();
        foreach (var caller in callers) caller.Start();
        foreach (var caller in callers) caller.Join();
        Assert.All(sums, sum => Assert.Equal(200 * 190, sum));
    }

    [Fact]
    public void ThreadsComeBackAfterARestAndAfterAFailure()
    {
        for (int round = 0; round < 5; round++)
        {
            Assert.Throws<InvalidOperationException>(() => Workers.For(50, 4, (_, i) => throw new InvalidOperationException($"{i}")));
            Thread.Sleep(5);
            // Two pieces that wait for each other need two threads.
            using var both = new Barrier(2);
            Workers.For(2, 2, (_, _) => Assert.True(both.SignalAndWait(TimeSpan.FromSeconds(20))));
        }
    }

    [Fact]
    public void WhatWasWorkedOnIsNotKept()
    {
        var reference = Worked();
        GC.Collect();
        Assert.False(reference.TryGetTarget(out _));

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference<object> Worked()
        {
            var worked = new object();
            Workers.For(8, 4, (_, _) => GC.KeepAlive(worked));
            return new WeakReference<object>(worked);
        }
    }

    [Fact]
    public void NonsenseIsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Workers.For(-1, 1, (_, _) => { }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Workers.For(1, 0, (_, _) => { }));
    }
}
