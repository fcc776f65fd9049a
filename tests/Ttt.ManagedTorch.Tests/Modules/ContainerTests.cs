using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Ttt.ManagedTorch.Tests.Modules;

public class ContainerTests
{
    sealed class Holder : nn.Module<Tensor, Tensor>
    {
        public readonly ParameterList parameters_list = new(new Parameter(ones(2)), new Parameter(ones(3)));

        public Holder() : base(nameof(Holder)) => RegisterComponents();

        public override Tensor forward(Tensor input) => input.alias();
    }

    [Fact]
    public void A_parameter_list_is_numbered_and_follows_conversions()
    {
        using var holder = new Holder();
        Assert.Equal(["parameters_list.0", "parameters_list.1"], holder.named_parameters().Select(entry => entry.name));
        holder.to(ScalarType.Float64);
        Assert.All(holder.parameters_list, parameter => Assert.Equal(ScalarType.Float64, parameter.dtype));
        Assert.Same(holder.parameters_list[1], holder.get_parameter("parameters_list.1"));
    }

    [Fact]
    public void An_ordered_dictionary_keeps_the_order_of_arrival()
    {
        var dictionary = new OrderedDict<string, int> { { "b", 1 }, { "a", 2 }, { "c", 3 } };
        dictionary["a"] = 5;
        Assert.Equal([("b", 1), ("a", 5), ("c", 3)], dictionary.ToTuples());
        Assert.True(dictionary.Remove("b"));
        Assert.False(dictionary.Remove("b"));
        Assert.Equal(5, dictionary["a"]);
        Assert.Equal(("c", 3), dictionary[1]);
        dictionary.Insert(0, ("z", 0));
        dictionary[1] = ("y", 7);
        Assert.Equal(["z", "y", "c"], dictionary.Keys);
        Assert.True(dictionary.TryGetValue("y", out var seven) && seven == 7);
        Assert.False(dictionary.ContainsKey("a"));
        Assert.Throws<ArgumentException>(() => dictionary.Add("y", 1));
        Assert.Throws<KeyNotFoundException>(() => dictionary["a"]);
        dictionary.RemoveAt(0);
        Assert.Equal([7, 3], dictionary.Values);
        dictionary.clear();
        Assert.Empty(dictionary.keys());
    }
}

static class OrderedDictTuples
{
    public static List<(string, int)> ToTuples(this OrderedDict<string, int> dictionary)
    {
        var list = new List<(string, int)>();
        foreach (var entry in dictionary)
            list.Add(entry);
        return list;
    }
}
