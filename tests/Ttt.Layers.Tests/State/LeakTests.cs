using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.State;

/// <summary>The count of tensors belongs to the process, so nothing else may run beside this.</summary>
[CollectionDefinition(nameof(LeakTests), DisableParallelization = true)]
public class LeakTestCollection;

/// <summary>Steps that dispose what they own leave no tensor behind.</summary>
[Collection(nameof(LeakTests))]
public class LeakTests
{
    [Theory]
    [MemberData(nameof(TestLayers.Names), MemberType = typeof(TestLayers))]
    public void NothingIsLeftOfAStep(string name)
    {
        using var layer = TestLayers.Random(name, TestLayers.Options() with { ShareQk = true, CheckpointGroup = 2 });
        for (var i = 0; i < 2; i++) Step(layer);
        var before = CountWithoutGarbage();
        for (var i = 0; i < 5; i++) Step(layer);
        Assert.Equal(before, Tensor.TotalCount);
    }

    // What earlier tests left to the collector must not go away between two counts.
    static long CountWithoutGarbage()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }

    static void Step(TttLayer layer)
    {
        using var scope = torch.NewDisposeScope();
        var x_BTC = TestLayers.Tokens(2, 23, requiresGrad: true);
        var (output, state) = layer.forward(x_BTC, (TttState?)null);
        var (more, last) = layer.forward(x_BTC, state);
        (output + more).sum().backward();
        layer.zero_grad();
        last.Dispose();
        using var noGrad = torch.no_grad();
        for (var t = 0; t < 6; t++)
        {
            var next = layer.forward(x_BTC.narrow(1, t, 1), state).State;
            state.Dispose();
            state = next;
        }
        state.Dispose();
        layer.Scan = ScanForm.Primal;
        layer.forward(x_BTC);
        layer.Scan = ScanForm.Dual;
    }

    // On CUDA libtorch runs backward on a thread of its own, where no scope of the caller holds.
    [Fact]
    public void NothingIsLeftOfBackwardOnAThreadOfItsOwn()
    {
        using var layer = TestLayers.Random("linear", TestLayers.Options() with { CheckpointGroup = 2 });
        using var work = new System.Collections.Concurrent.BlockingCollection<Action>();
        var thread = new Thread(() =>
        {
            foreach (var action in work.GetConsumingEnumerable()) action();
        });
        thread.Start();
        void Once()
        {
            using var scope = torch.NewDisposeScope();
            var loss = layer.forward(TestLayers.Tokens(2, 23)).sum();
            using var done = new ManualResetEventSlim();
            work.Add(() =>
            {
                loss.backward();
                done.Set();
            });
            done.Wait();
            layer.zero_grad();
        }
        for (var i = 0; i < 2; i++) Once();
        var before = CountWithoutGarbage();
        for (var i = 0; i < 5; i++) Once();
        Assert.Equal(before, Tensor.TotalCount);
        work.CompleteAdding();
        thread.Join();
    }

    static readonly TttLayerOptions Everything = TestLayers.Options() with
    {
        Bias = true,
        Convolve = Views.All,
        Silu = Views.All,
        L2Norm = Views.All,
        RopeModulo = false,
        HeadNorm = true,
        Gate = true,
        GateActivation = GateActivation.Sigmoid,
        TanhGate = true,
    };

    // Without a scope around it a step leaves only what it returned.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void NothingIsLeftWithoutAScope(bool everyOption)
    {
        using var layer = TestLayers.Random("reference", everyOption ? Everything : null);
        using var x_BTC = TestLayers.Tokens(1, 9);
        using var noGrad = torch.no_grad();
        layer.forward(x_BTC).Dispose();
        var before = CountWithoutGarbage();
        var (output, state) = layer.forward(x_BTC, (TttState?)null);
        output.Dispose();
        state.Dispose();
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void NothingIsLeftOfBothWays()
    {
        using var layer = TestLayers.Random("reference", Everything with { Bidirectional = true });
        using var x_BTC = TestLayers.Tokens(1, 9);
        using var noGrad = torch.no_grad();
        layer.forward(x_BTC).Dispose();
        var before = CountWithoutGarbage();
        layer.forward(x_BTC).Dispose();
        Assert.Equal(before, Tensor.TotalCount);
    }
}
