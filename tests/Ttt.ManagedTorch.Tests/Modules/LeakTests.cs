using static TorchSharp.torch;
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
