using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ttt.ManagedTorch.Tests.Modules;

public class RegistrationTests
{
    static readonly string[] BlockNames = ["scale", "first.weight", "first.bias", "norm.weight", "norm.bias", "second_layer.weight"];

    [Fact]
    public void Own_parameters_come_first_then_children_in_the_order_of_fields()
    {
        using var block = new Block(3);
        var names = block.named_parameters().Select(entry => entry.name).ToArray();
        Assert.Equal("scale", names[0]);
        Assert.Equal(BlockNames.Order(), names.Order());
        Assert.Equal(["shift"], block.named_buffers().Select(entry => entry.name));
        Assert.Equal(["first", "norm", "second_layer"], block.named_children().Select(entry => entry.name).Order());
    }

    [Fact]
    public void Lists_are_numbered_and_nested_names_dotted()
    {
        using var stack = new Stack(3, 2);
        var names = stack.named_parameters().Select(entry => entry.name).ToArray();
        Assert.Equal("offset", names[0]);
        Assert.Contains("blocks.1.second_layer.weight", names);
        Assert.Equal(1 + 2 * BlockNames.Length, names.Length);
        Assert.Equal(["blocks", "blocks.0", "blocks.1"], stack.named_modules().Select(entry => entry.name).Take(3));
        Assert.Equal(9, stack.modules().Count());
        Assert.Same(stack.get_parameter("blocks.1.scale"), stack.named_parameters().Single(entry => entry.name == "blocks.1.scale").parameter);
        Assert.Null(stack.get_parameter("blocks.2.scale"));
        Assert.True(stack.has_buffer("blocks.0.shift"));
        Assert.False(stack.has_parameter("blocks.0.shift"));
    }

    sealed class Bare() : nn.Module<Tensor, Tensor>("Bare")
    {
        public override Tensor forward(Tensor input) => input.alias();
    }

    [Fact]
    public void Mistakes_are_refused()
    {
        using var module = new Bare();
        module.register_parameter("p", new Parameter(ones(2)));
        Assert.Throws<InvalidOperationException>(() => module.register_parameter("p", new Parameter(ones(2))));
        Assert.Throws<ArgumentNullException>(() => module.register_parameter("q", null!));
        Assert.Throws<ArgumentException>(() => module.register_module("a.b", new Bare()));
        Assert.Throws<ArgumentException>(() => module.register_module("", new Bare()));
        module.register_module("child", new Bare());
        Assert.Throws<InvalidOperationException>(() => module.add_module("child", new Bare()));
    }

    [Fact]
    public void Buffers_that_do_not_persist_are_never_listed()
    {
        using var module = new Bare();
        module.register_buffer("kept", ones(2));
        module.register_buffer("lost", ones(2), persistent: false);
        Assert.Equal(["kept"], module.named_buffers(include_nonpersistent: true).Select(entry => entry.name));
        Assert.NotNull(module.get_buffer("lost"));
        Assert.Equal(["kept"], module.state_dict().Keys);
    }

    [Fact]
    public void A_parameter_takes_over_its_source()
    {
        using var scope = NewDisposeScope();
        var source = ones(3);
        var parameter = new Parameter(source);
        Assert.True(source.IsInvalid);
        Assert.True(parameter.requires_grad && parameter.is_leaf);
        Assert.Throws<InvalidOperationException>(() => source.shape);
        Assert.True(scope.Contains(parameter));
        Assert.False(new Parameter(ones(2), requires_grad: false).requires_grad);
    }

    [Fact]
    public void A_tied_parameter_is_listed_once()
    {
        using var module = new Bare();
        var shared = new Parameter(ones(2));
        module.register_parameter("a", shared);
        module.register_parameter("b", shared);
        Assert.Equal(["a"], module.named_parameters().Select(entry => entry.name));
        Assert.Single(module.parameters());
    }
}
