using TorchSharp;
using static TorchSharp.torch;
using Given = Ttt.ManagedTorch.Tests.Functional.Given;

namespace Ttt.ManagedTorch.Tests.Modules;

public class ModuleTests
{
    [Fact]
    public void Train_and_eval_reach_every_module()
    {
        using var stack = new Stack(3, 2);
        Assert.True(stack.training);
        stack.eval();
        Assert.All(stack.modules(), module => Assert.False(module.training));
        stack.train();
        Assert.All(stack.modules(), module => Assert.True(module.training));
    }

    [Fact]
    public void Apply_visits_children_before_the_module_itself()
    {
        using var stack = new Stack(3, 1);
        var visited = new List<string>();
        Assert.Same(stack, stack.apply(module => visited.Add(module.GetName())));
        Assert.Equal("Stack", visited[^1]);
        Assert.Equal("Block", visited[^3]);
        Assert.Equal(6, visited.Count);
    }

    [Fact]
    public void Zero_grad_drops_or_clears()
    {
        using var scope = NewDisposeScope();
        using var block = new Block(3);
        block.call(ones(2, 3)).sum().backward();
        Assert.NotNull(block.Scale.grad);
        block.zero_grad(set_to_none: false);
        Given.Close(new double[3], block.Scale.grad!);
        block.zero_grad();
        Assert.Null(block.Scale.grad);
    }

    [Fact]
    public void Hooks_run_around_call_but_not_around_forward()
    {
        using var scope = NewDisposeScope();
        using var linear = nn.Linear(2, 2, hasBias: false);
        var seen = new List<string>();
        var before = linear.register_forward_pre_hook((_, x) => { seen.Add("before"); return x * 2; });
        linear.register_forward_hook((_, _, y) => { seen.Add("after"); return y + 1; });
        linear.register_forward_hook(_ => seen.Add("module"));
        var x = Given.Tensor([3, 2], 1, type: ScalarType.Float32);
        var plain = linear.forward(x);
        Assert.Empty(seen);
        Given.Close(plain * 2 + 1, linear.call(x), 1e-6);
        Assert.Equal(["before", "after", "module"], seen);
        before.remove();
        Given.Close(plain + 1, linear.call(x), 1e-6);
    }

    [Fact]
    public void Conversion_replaces_parameters_buffers_and_fields()
    {
        using var scope = NewDisposeScope();
        using var block = new Block(3);
        var old = block.Scale;
        Assert.Same(block, block.to(ScalarType.Float64));
        Assert.True(old.IsInvalid);
        Assert.Equal(ScalarType.Float64, block.Scale.dtype);
        Assert.Same(block.Scale, block.get_parameter("scale"));
        Assert.True(block.Scale.requires_grad);
        Assert.All(block.state_dict().Values, tensor => Assert.Equal(ScalarType.Float64, tensor.dtype));
        Assert.Equal(ScalarType.Float64, block.call(ones(2, 3, dtype: ScalarType.Float64)).dtype);
        Assert.Same(block, block.cpu().@float());
        Assert.Equal(ScalarType.Float32, block.Scale.dtype);
        Assert.Throws<ArgumentException>(() => block.to(ScalarType.Int64));
        Assert.Throws<InvalidOperationException>(() => block.cuda());
    }
}
