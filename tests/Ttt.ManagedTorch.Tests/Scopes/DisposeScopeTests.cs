using TorchSharp;
using static TorchSharp.torch;

namespace Ttt.ManagedTorch.Tests;

// Alone, because it watches a process-wide count.
[Collection(nameof(CountingTests))]
public class DisposeScopeTests
{
    [Fact]
    public void AScopeDisposesWhatItOwnsAndNothingElse()
    {
        using var outside = ones(2);
        Tensor inner, moved, detached;
        using (var outer = NewDisposeScope())
        {
            using (var scope = NewDisposeScope())
            {
                inner = ones(2);
                moved = ones(2).MoveToOuterDisposeScope();
                detached = ones(2).DetachFromDisposeScope();
                Assert.Equal(1, scope.DisposablesCount);
                Assert.True(scope.Contains(inner));
            }
            Assert.True(inner.IsInvalid);
            Assert.False(moved.IsInvalid);
            Assert.True(outer.Contains(moved));
        }
        Assert.True(moved.IsInvalid);
        Assert.False(detached.IsInvalid);
        Assert.False(outside.IsInvalid);
        detached.Dispose();
    }

    [Fact]
    public void DisposeEverythingButKeepsWhatIsNamed()
    {
        using var scope = NewDisposeScope();
        var a = ones(2);
        var b = ones(2);
        scope.DisposeEverythingBut(a);
        Assert.False(a.IsInvalid);
        Assert.True(b.IsInvalid);
        Assert.Equal(1, scope.DisposablesCount);
        scope.DisposeEverything();
        Assert.True(a.IsInvalid);
    }

    [Fact]
    public void TensorsCanBeAttachedAndMovedBetweenScopes()
    {
        var a = ones(2);
        using (var scope = NewDisposeScope())
        {
            scope.Attach(a);
            Assert.True(scope.Contains(a));
            scope.Detach(a);
            Assert.False(scope.Contains(a));
            a.MoveToOtherDisposeScope(scope);
            Assert.True(scope.Contains(a));
        }
        Assert.True(a.IsInvalid);
    }

    [Fact]
    public void DisposedTensorsSaySo()
    {
        var a = ones(2);
        a.Dispose();
        a.Dispose();
        Assert.True(a.IsInvalid);
        var error = Assert.Throws<InvalidOperationException>(() => a.sum());
        Assert.Equal("Tensor invalid -- empty handle.", error.Message);
    }

    [Fact]
    public void ThreadsHaveScopesOfTheirOwn()
    {
        using var scope = NewDisposeScope();
        Tensor? other = null;
        var thread = new Thread(() => other = ones(2));
        thread.Start();
        thread.Join();
        Assert.Equal(0, scope.DisposablesCount);
        other!.Dispose();
    }

    [Fact]
    public void DisposingAnAliasLeavesItsSource()
    {
        using var a = arange(6, dtype: ScalarType.Float32);
        foreach (var alias in new[] { a.alias(), a.reshape(2, 3), a.contiguous(), a.to(ScalarType.Float32), a.cpu(), a.narrow(0, 1, 2), a.detach() }) alias.Dispose();
        var view = a.view(2, 3);
        a.Dispose();
        using var fresh = zeros(6);
        Assert.Equal([0f, 1, 2, 3, 4, 5], view.data<float>().ToArray());
        view.Dispose();
    }

    [Fact]
    public void StatisticsCountThisThread()
    {
        var statistics = DisposeScopeManager.Statistics;
        long live = statistics.ThreadTotalLiveCount;
        using (NewDisposeScope())
        {
            _ = ones(3) + ones(3);
            Assert.Equal(live + 3, statistics.ThreadTotalLiveCount);
        }
        Assert.Equal(live, statistics.ThreadTotalLiveCount);
    }
}

[CollectionDefinition(nameof(CountingTests), DisableParallelization = true)]
public class CountingTests;

[Collection(nameof(CountingTests))]
public class LeakTests
{
    [Fact]
    public void ATrainingStepLeavesNothingBehind()
    {
        using var w = randn(8, 8).requires_grad_();
        Step(w);
        long before = Tensor.TotalCount;
        for (int i = 0; i < 20; i++) Step(w);
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void EveryDifferentiableOperationDisposesItsTemporaries()
    {
        foreach (var op in DifferentiableOps.All())
        {
            using var scope = NewDisposeScope();
            var inputs = op.Inputs();
            foreach (var x in inputs) x.requires_grad_();
            int held = scope.DisposablesCount;
            using (var y = op.Apply(inputs))
            using (var loss = y.sum())
                if (loss.requires_grad) loss.backward();
            Assert.True(scope.DisposablesCount >= held, op.Name);
        }
    }

    [Fact]
    public void ForgottenTensorsAreCollected()
    {
        long before = Tensor.TotalCount;
        Forget();
        for (int i = 0; i < 20 && Tensor.TotalCount > before; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.True(Tensor.TotalCount <= before);
    }

    [Fact]
    public void MemoryOfForgottenTensorsIsNotReusedWhileAViewLives()
    {
        var views = new List<Tensor>();
        for (int i = 0; i < 50; i++) views.Add(MakeView(i));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        for (int i = 0; i < 200; i++) _ = full(100, -1f);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        for (int i = 0; i < 50; i++) Assert.Equal(i, views[i][7].item<float>());
        views.ForEach(v => v.Dispose());
    }

    private static Tensor MakeView(int i) => full(100, (float)i).narrow(0, 10, 20);

    private static void Forget()
    {
        for (int i = 0; i < 100; i++) _ = ones(1000) * 2;
    }

    private static void Step(Tensor w)
    {
        using var scope = NewDisposeScope();
        var x = randn(4, 8);
        var loss = x.mm(w).tanh().split(3, 1)[1].softmax(-1).pow(2).sum();
        loss.backward();
        using (no_grad()) w.sub_(w.grad! * 0.01);
        w.grad = null;
    }
}
