using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
using Given = Ttt.ManagedTorch.Tests.Functional.Given;

namespace Ttt.ManagedTorch.Tests.Modules;

/// <summary>Tests that count the tensors of the process run alone.</summary>
[CollectionDefinition(nameof(CountsTensors), DisableParallelization = true)]
public class CountsTensors
{
    /// <summary>Tensors alive, those excluded that nobody holds any more.</summary>
    public static long Alive()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}

[Collection(nameof(CountsTensors))]
public class LeakTests
{
    static readonly Func<Tensor, Tensor>[] Functions =
    [
        x => F.layer_norm(x, [6], eps: 1e-3), x => F.normalize(x), x => F.dropout(x), x => F.dropout(x, training: false), x => F.silu(x), x => F.gelu(x), x => F.softplus(x),
        x => F.softmax(x, 1), x => F.log_softmax(x, -1), x => F.pad(x, (1, 2)), x => F.pad(x, (1, 2), PaddingModes.Reflect), x => F.linear(x, x), x => F.mse_loss(x, x),
        x => F.conv1d(x, x.detach().reshape(1, 4, 6).narrow(2, 0, 3)), x => F.scaled_dot_product_attention(x, x, x, is_casual: true), x => F.one_hot(x.detach().to_type(ScalarType.Int64)),
        x => F.cross_entropy(x, x.detach().softmax(1)),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Functions_leave_only_their_result(bool differentiable)
    {
        foreach (var (function, i) in Functions.Select((function, i) => (function, i)))
        {
            using var outer = NewDisposeScope();
            var x = ones(4, 6).requires_grad_(differentiable);
            using var inner = NewDisposeScope();
            var result = function(x);
            var arguments = i is 13 ? 3 : i is 15 ? 2 : i is 16 ? 2 : 0; // tensors made by the call's own arguments
            Assert.True(inner.DisposablesCount == 1 + arguments, $"function {i} left {inner.DisposablesCount - arguments} tensors");
            Assert.True(inner.Contains(result));
        }
    }

    [Fact]
    public void Dispose_reaches_everything()
    {
        var before = CountsTensors.Alive();
        var stack = new Stack(4, 3);
        Assert.True(CountsTensors.Alive() > before);
        var parameters = stack.parameters().ToList();
        stack.Dispose();
        Assert.All(parameters, parameter => Assert.True(parameter.IsInvalid));
        Assert.Equal(before, CountsTensors.Alive());
    }

    [Fact]
    public void A_training_step_in_a_scope_leaves_nothing_behind()
    {
        using var stack = new Stack(4, 2);
        using var optimizer = optim.AdamW(stack.parameters(), 1e-3);
        Step(stack, optimizer);
        stack.zero_grad();
        var before = CountsTensors.Alive();
        for (var i = 0; i < 3; i++)
        {
            Step(stack, optimizer);
            stack.zero_grad();
        }
        Assert.Equal(before, CountsTensors.Alive());
    }

    static void Step(Stack stack, TorchSharp.Modules.AdamW optimizer)
    {
        using var scope = NewDisposeScope();
        var x = Given.Tensor([5, 4], 1, type: ScalarType.Float32);
        nn.functional.cross_entropy(stack.call(x), tensor(new long[] { 0, 1, 2, 3, 0 })).backward();
        nn.utils.clip_grad_norm_(stack.parameters(), 1.0);
        optimizer.step();
    }

    [Fact]
    public void Disposing_an_optimiser_frees_its_state()
    {
        using var parameter = new TorchSharp.Modules.Parameter(ones(3));
        var before = CountsTensors.Alive();
        var optimizer = optim.AdamW([parameter], amsgrad: true);
        Assert.Equal(before + 3, CountsTensors.Alive());
        optimizer.Dispose();
        Assert.Equal(before, CountsTensors.Alive());
    }
}
