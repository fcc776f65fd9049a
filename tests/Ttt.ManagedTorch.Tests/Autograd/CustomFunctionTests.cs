using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Ttt.ManagedTorch.Tests;

public class CustomFunctionTests
{
    private sealed class Cube : autograd.SingleTensorFunction<Cube>
    {
        public override string Name => nameof(Cube);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            Assert.False(is_grad_enabled());
            ctx.save_for_backward([x]);
            ctx.save_data("n", 3);
            return x * x * x;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var x = ctx.get_saved_variables()[0];
            return [grad_output * (int)ctx.get_data("n") * x * x];
        }
    }

    private sealed class SumAndProduct : autograd.MultiTensorFunction<SumAndProduct>
    {
        public override string Name => nameof(SumAndProduct);

        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (a, b) = ((Tensor)vars[0], (Tensor)vars[2]);
            ctx.save_for_backward([a, b]);
            return [a + b, a * b * (int)vars[1]];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
        {
            var saved = ctx.get_saved_variables();
            Assert.NotNull(grad_outputs[0]);
            Assert.NotNull(grad_outputs[1]);
            return [grad_outputs[0] + grad_outputs[1] * saved[1] * 2, null!, grad_outputs[0] + grad_outputs[1] * saved[0] * 2];
        }
    }

    private sealed class AddOne : autograd.SingleTensorFunction<AddOne>
    {
        public override string Name => nameof(AddOne);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            x.add_(1);
            ctx.mark_dirty([x]);
            return x;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output * 5];
    }

    private sealed class Miscounts : autograd.SingleTensorFunction<Miscounts>
    {
        public override string Name => nameof(Miscounts);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0] * (Tensor)vars[1];

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output];
    }

    [Fact]
    public void ValueGradientAndSecondDerivativeOfACustomFunction()
    {
        using var scope = NewDisposeScope();
        var x = DifferentiableOps.Values(2, 3);
        GradCheck.Check(v => Cube.apply(v[0] * 1.5), [x], twice: true);
    }

    [Fact]
    public void SeveralOutputsAndNonTensorArguments()
    {
        using var scope = NewDisposeScope();
        Tensor a = DifferentiableOps.Values(2, 3), b = DifferentiableOps.Other(2, 3);
        GradCheck.Check(v => SumAndProduct.apply(v[0], 2, v[1]).Aggregate((x, y) => x.sin() + y), [a, b], twice: true);
        // Only one output is used: the other's gradient arrives as zeros.
        GradCheck.Check(v => SumAndProduct.apply(v[0], 2, v[1])[1], [a, b], twice: true);
    }

    [Fact]
    public void SavedTensorsSurviveTheirWrappers()
    {
        using var x = ones(3).requires_grad_();
        Tensor loss;
        using (var scope = NewDisposeScope())
        {
            var inner = x * 2;
            loss = Cube.apply(inner).sum().MoveToOuterDisposeScope();
        }
        loss.backward();
        Assert.Equal([24f, 24, 24], x.grad!.data<float>().ToArray());
        loss.Dispose();
    }

    [Fact]
    public void AnInPlaceFunctionBecomesTheHistoryOfItsArgument()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).requires_grad_();
        var y = x * 3;
        AddOne.apply(y).sum().backward();
        Assert.Equal([15f, 15], x.grad!.data<float>().ToArray());
        Assert.Equal([4f, 4], y.data<float>().ToArray());
    }

    [Fact]
    public void AWrongNumberOfGradientsIsReported()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).requires_grad_();
        var error = Assert.Throws<ExternalException>(() => Miscounts.apply(x, x).sum().backward());
        Assert.Contains("incorrect number of gradients", error.Message, StringComparison.Ordinal);
    }
}
