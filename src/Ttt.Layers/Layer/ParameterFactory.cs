using TorchSharp.Modules;

namespace Ttt.Layers;

/// <summary>Makes parameters with their initial values and registers them under their names.</summary>
static class ParameterFactory
{
    const double Deviation = 0.02;

    /// <summary>Registers a parameter. A dot in its name makes modules of what is before it, as checkpoints write it.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    internal static void Register(torch.nn.Module module, string name, Init init, bool isMatrix, long[] shape)
        => Register(module, name, () => Values(init, isMatrix, shape));

    /// <summary>Registers a parameter whose entries are all one value at first.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    internal static void Constant(torch.nn.Module module, string name, double value, long[] shape)
        => Register(module, name, () => torch.ones(shape).mul_(value));

    /// <summary>Registers a parameter of these values.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    internal static void Register(torch.nn.Module module, string name, Func<Tensor> values)
    {
        var path = name.Split('.');
        foreach (var part in path[..^1])
        {
            var group = module.named_children().FirstOrDefault(child => child.Item1 == part).Item2;
            if (group is null) module.register_module(part, group = new ParameterGroup(part));
            module = group;
        }
        if (module.has_parameter(path[^1]) || module.named_children().Any(child => child.Item1 == path[^1]))
            throw new ArgumentException($"Two parameters are named {name}; give one another Name.");
        using var scope = torch.NewDisposeScope();
        var parameter = new Parameter(values());
        parameter.DetachFromDisposeScope();
        module.register_parameter(path[^1], parameter);
    }

    /// <summary>A projection, N(0, 0.02²); its bias, if it has one, starts at 0.</summary>
    internal static Linear Projection(torch.nn.Module owner, string name, long inputs, long outputs, bool bias = false)
    {
        var linear = torch.nn.Linear(inputs, outputs, hasBias: bias);
        torch.nn.init.normal_(linear.weight, 0, Deviation);
        if (linear.bias is { } offset) torch.nn.init.zeros_(offset);
        owner.register_module(name, linear);
        return linear;
    }

    /// <summary>A depth-wise convolution along time with bias, initialised as the library does: uniform within ±1/√kernel.</summary>
    internal static Conv1d Convolution(torch.nn.Module owner, string name, long channels, long kernel)
    {
        var convolution = torch.nn.Conv1d(channels, channels, kernel, groups: channels);
        owner.register_module(name, convolution);
        return convolution;
    }

    static Tensor Values(Init init, bool isMatrix, long[] shape)
    {
        if (init == Init.Default) init = isMatrix ? Init.Normal : Init.Zero;
        return init switch
        {
            Init.One => torch.ones(shape),
            Init.Normal => torch.randn(shape).mul_(Deviation),
            _ => torch.zeros(shape),
        };
    }

    /// <summary>A name space for parameters.</summary>
    sealed class ParameterGroup(string name) : torch.nn.Module(name);
}
