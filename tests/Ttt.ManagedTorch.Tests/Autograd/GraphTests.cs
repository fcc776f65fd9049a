using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Ttt.ManagedTorch.Tests;

public class GraphTests
{
    [Fact]
    public void GradientsAccumulateInLeaves()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1f, 2 }).requires_grad_();
        Assert.Null(x.grad);
        (x * x).sum().backward();
        (x * 3).sum().backward();
        Assert.Equal([5f, 7], x.grad!.data<float>().ToArray());
        x.grad = null;
        Assert.Null(x.grad);
    }

    [Fact]
    public void TheSameGradientInTwoLeavesIsNotShared()
    {
        using var scope = NewDisposeScope();
        var a = ones(3).requires_grad_();
        var b = ones(3).requires_grad_();
        (a + b).sum().backward();
        (a * 2).sum().backward();
        Assert.Equal([3f, 3, 3], a.grad!.data<float>().ToArray());
        Assert.Equal([1f, 1, 1], b.grad!.data<float>().ToArray());
    }

    [Fact]
    public void NoGradRecordsNothing()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).requires_grad_();
        using (no_grad())
        {
            Assert.False((x * 2).requires_grad);
            using (enable_grad()) Assert.True((x * 2).requires_grad);
            Assert.False(is_grad_enabled());
        }
        using (inference_mode()) Assert.False((x * 2).requires_grad);
        Assert.True(is_grad_enabled());
        Assert.False(x.detach().requires_grad);
        Assert.True(x.is_leaf);
        Assert.False((x * 2).is_leaf);
    }

    [Fact]
    public void UnusedInputsGetAnInvalidTensorOrAnError()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).requires_grad_();
        var y = ones(2).requires_grad_();
        var grads = autograd.grad([(x * 2).sum()], [x, y], allow_unused: true);
        Assert.False(grads[0].IsInvalid);
        Assert.NotNull((object)grads[1]);
        Assert.True(grads[1].IsInvalid);
        Assert.Contains("not have been used", Assert.Throws<ExternalException>(() => autograd.grad([(x * 2).sum()], [y])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GradOfAnInnerTensorLeavesTheLeavesAlone()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).requires_grad_();
        var h = x * 3;
        var loss = (h * h).sum();
        var grad = autograd.grad([loss], [h])[0];
        Assert.Equal([6f, 6], grad.data<float>().ToArray());
        Assert.Null(x.grad);
        h.backward([grad]);
        Assert.Equal([18f, 18], x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void ASecondBackwardNeedsRetainGraph()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).requires_grad_();
        var loss = (x * x).sum();
        loss.backward(retain_graph: true);
        loss.backward();
        Assert.Equal([4f, 4], x.grad!.data<float>().ToArray());
        Assert.Contains("second time", Assert.Throws<ExternalException>(() => loss.backward()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ChangesOfSavedTensorsAreNoticed()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).requires_grad_();
        var y = x * 2;
        var loss = (y * y).sum();
        y.add_(1);
        Assert.Contains("modified by an inplace operation", Assert.Throws<ExternalException>(() => loss.backward()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LeavesCannotBeChangedInPlaceWhileRecording()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).requires_grad_();
        Assert.Contains("leaf Variable", Assert.Throws<ExternalException>(() => x.add_(1)).Message, StringComparison.Ordinal);
        Assert.Contains("leaf Variable", Assert.Throws<ExternalException>(() => x.view(2).add_(1)).Message, StringComparison.Ordinal);
        using (no_grad()) x.add_(1);
        Assert.Equal([2f, 2], x.data<float>().ToArray());
    }

    [Fact]
    public void RetainedGradientsOfInnerTensors()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).requires_grad_();
        var h = x * 3;
        h.retain_grad();
        (h * h).sum().backward();
        Assert.Equal([6f, 6], h.grad!.data<float>().ToArray());
    }

    [Fact]
    public void BackwardOfVectorsNeedsAGradient()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).requires_grad_();
        Assert.Contains("scalar outputs", Assert.Throws<ExternalException>(() => (x * 2).backward()).Message, StringComparison.Ordinal);
        Assert.Contains("does not require grad", Assert.Throws<ExternalException>(() => ones(1).backward()).Message, StringComparison.Ordinal);
        Assert.Contains("floating point", Assert.Throws<ExternalException>(() => ones(2, ScalarType.Int64).requires_grad_()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LongChainsNeitherOverflowNorGrowQuadratically()
    {
        using var scope = NewDisposeScope();
        var x = ones(1).requires_grad_();
        var y = x.alias();
        for (int i = 0; i < 50_000; i++) y = y + 0.001f;
        y.sum().backward();
        Assert.Equal(1f, x.grad!.item<float>());
        // Many slices of one tensor share one gradient buffer.
        var t = ones(20_000).requires_grad_();
        var pieces = Enumerable.Range(0, 20_000).Select(i => t.narrow(0, i, 1)).ToArray();
        cat(pieces).sum().backward();
        Assert.Equal(20_000f, t.grad!.sum().item<float>());
    }
}
