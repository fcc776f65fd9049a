namespace TorchSharp.Modules;

/// <summary>Marks modules without parameters, buffers and submodules.</summary>
public interface IParameterLessModule;

/// <summary>A module without parameters, buffers and submodules.</summary>
public abstract class ParameterLessModule<T1, TResult> : torch.nn.Module<T1, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name) : base(name) { }

    public override void register_parameter(string name, Parameter param) => throw Refusal();

    public override void register_buffer(string name, torch.Tensor tensor, bool persistent = true) => throw Refusal();

    public override void register_module(string name, torch.nn.Module submodule) => throw Refusal();

    protected internal override torch.nn.Module _to(torch.Device device, torch.ScalarType dtype, bool non_blocking) => this;

    protected internal override torch.nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    protected internal override torch.nn.Module _to(torch.ScalarType dtype, bool non_blocking) => this;

    InvalidOperationException Refusal() => new($"Cannot register parameters, buffers or modules in '{GetName()}', which is parameterless.");
}
