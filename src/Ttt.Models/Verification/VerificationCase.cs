using Ttt.Layers;

namespace Ttt.Models;

/// <summary>One kind of reference file: builds what its configuration says and recomputes its tensors.</summary>
abstract class VerificationCase(SafetensorsReader reader, LayerCatalogue catalogue, torch.Device device)
{
    protected SafetensorsReader Reader { get; } = reader;

    protected LayerCatalogue Catalogue { get; } = catalogue;

    /// <summary>Where everything is computed.</summary>
    protected torch.Device Device { get; } = device;

    /// <summary>Name of the layer, which decides tolerances.</summary>
    public abstract string Layer { get; }

    /// <summary>Results the file must hold.</summary>
    public abstract IReadOnlyList<string> Required { get; }

    /// <summary>Inputs the file must hold.</summary>
    public abstract IReadOnlyList<string> Inputs { get; }

    /// <summary>All results by their names in the file, in one precision. The tensors belong to the caller's dispose scope.</summary>
    public abstract Dictionary<string, Tensor> Compute(torch.ScalarType type);

    /// <summary>An input ("in.NAME") in the precision of the run.</summary>
    protected Tensor Input(string name, torch.ScalarType type) => Reader.ReadTensor(name).to(type).to(Device);

    /// <summary>Token ids among the inputs.</summary>
    protected Tensor Ids(string name) => Reader.ReadTensor(name).to(Device);

    /// <summary>Fills parameters from the file's param.* tensors.</summary>
    protected void LoadParameters(torch.nn.Module module) => ModelWeights.Load(module, Reader, "param.").ThrowIfIncomplete(Reader.Path);

    /// <summary>Adds the gradients of a module's parameters; a parameter the loss does not reach has gradient zero.</summary>
    protected static void AddGradients(Dictionary<string, Tensor> results, IEnumerable<(string Name, Tensor Value)> parameters)
    {
        foreach (var (name, parameter) in parameters)
            results["grad." + name] = parameter.grad ?? torch.zeros_like(parameter);
    }
}
