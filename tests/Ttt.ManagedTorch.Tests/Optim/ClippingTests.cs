using TorchSharp.Modules;
using static TorchSharp.torch;
using Given = Ttt.ManagedTorch.Tests.Functional.Given;

namespace Ttt.ManagedTorch.Tests.Optim;

public class ClippingTests
{
    static (Parameter, Parameter) Two()
    {
        var (a, b) = (new Parameter(ones(2)), new Parameter(ones(1, 1)));
        a.grad = tensor(new float[] { 3, 0 });
        b.grad = tensor(new float[] { -4 }, [1, 1]);
        return (a, b);
    }

    [Fact]
    public void By_norm_returns_the_norm_before()
    {
        using var scope = NewDisposeScope();
        var (a, b) = Two();
        var idle = new Parameter(ones(3));
        Assert.Equal(5, nn.utils.clip_grad_norm_([a, b, idle], 10), 6);
        Given.Close([3, 0], a.grad!, 0);
        Assert.Equal(5, nn.utils.clip_grad_norm_([a, b, idle], 1), 6);
        Given.Close([0.6, 0], a.grad!, 1e-6);
        Given.Close([-0.8], b.grad!, 1e-6);
    }

    [Fact]
    public void By_other_norms()
    {
        using var scope = NewDisposeScope();
        var (a, b) = Two();
        Assert.Equal(7, nn.utils.clip_grad_norm_([a, b], 100, 1), 6);
        Assert.Equal(4, nn.utils.clip_grad_norm_([a, b], 100, double.PositiveInfinity), 6);
        Assert.Equal(0, nn.utils.clip_grad_norm_([new Parameter(ones(1))], 1));
    }

    [Fact]
    public void By_value()
    {
        using var scope = NewDisposeScope();
        var (a, b) = Two();
        nn.utils.clip_grad_value_([a, b], 2);
        Given.Close([2, 0], a.grad!, 0);
        Given.Close([-2], b.grad!, 0);
    }

    [Fact]
    public void Parameters_as_one_vector_and_back()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (new Parameter(Given.Tensor([2, 3], 1)), new Parameter(Given.Tensor([4], 2)));
        var vector = nn.utils.parameters_to_vector([a, b]);
        Given.Close([.. Given.Values(a), .. Given.Values(b)], vector, 0);
        nn.utils.vector_to_parameters(vector * 2, [b, a]);
        Given.Close(Given.Values(vector).Take(4).Select(v => 2 * v).ToArray(), b, 0);
        Given.Close(Given.Values(vector).Skip(4).Select(v => 2 * v).ToArray(), a, 0);
    }
}
