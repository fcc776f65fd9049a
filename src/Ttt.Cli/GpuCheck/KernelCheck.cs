using TorchSharp;
using Ttt.Cuda;
using Ttt.Layers;

namespace Ttt.Cli;

/// <summary>Compares what kernels on a device give with tensor operations on the CPU, in float64 and float32.</summary>
static class KernelCheck
{
    const double Tolerance = 2e-5;

    // eight bits of each operand, in mini-batches that go on from one another
    const double RoundedTolerance = 5e-2;

    // float32 runs that judge what is above the tolerance of one
    const int Runs = 4;

    /// <summary>Runs one case.</summary>
    public static CheckResult Run(CheckCase item, ComputeDevice device, long seed)
    {
        using var scope = torch.NewDisposeScope();
        using var precision = Autocast.To(item.Precision.Type());
        using var layer = item.Create(seed);
        var x = item.Input(seed);
        var exact = Everything(layer, x, item);
        layer.to(torch.float32);
        var shorter = x.to_type(torch.float32);
        layer.Kernels = ScanKernels.Tensor;
        var tensor = Everything(layer, shorter, item);
        // projections round in both: what is left is of the kernels
        if (item.Precision == Precision.Bf16) exact = tensor;
        layer.Kernels = ScanKernels.Auto;
        var machine = new CopyingMachine(device);
        layer.RunOn(machine);
        var fused = Everything(layer, shorter, item);
        if (item.Precision == Precision.Bf16) return Compare(_ => RoundedTolerance);
        var result = Compare(name => 4 * Error(exact[name], tensor[name]));
        if (result.Passed || result.Fault is not null) return result;
        // where digits are lost, how many is chance: other runs, and all tensors of a kind, say how many it may be
        layer.Kernels = ScanKernels.Tensor;
        Dictionary<string, Tensor>[] runs = [tensor, .. Enumerable.Range(1, Runs - 1).Select(_ => Everything(layer, Nudged(shorter), item))];
        var lost = exact.Keys.GroupBy(Kind).ToDictionary(kind => kind.Key, kind => kind.Max(name => runs.Max(run => Error(exact[name], run[name]))));
        return Compare(name => 10 * lost[Kind(name)]);

        CheckResult Compare(Func<string, double> tolerance)
        {
            // where the layer itself loses digits in float32, kernels may too
            var errors = exact.Keys.Select(name => new CheckError(name, Error(exact[name], fused[name]), Math.Max(Tolerance, tolerance(name)))).ToLookup(error => Kind(error.What));
            return new(item.Layer, item.Size, CheckError.Worst(errors["output"]), CheckError.Worst(errors["state"]), CheckError.Worst(errors["gradient"]), CheckError.Worst(errors["decode"]), Fault(machine));
        }
    }

    /// <summary>Runs a case for what it launches, with results that nobody reads.</summary>
    public static void Launch(CheckCase item, DeviceMachine machine)
    {
        using var scope = torch.NewDisposeScope();
        using var precision = Autocast.To(item.Precision.Type());
        using var layer = item.Create(1);
        layer.to(torch.float32);
        layer.RunOn(machine);
        Everything(layer, item.Input(1).to_type(torch.float32), item);
    }

    /// <summary>Why kernels did not compute; null where they did.</summary>
    public static string? Fault(CopyingMachine machine)
        => machine.Failure is { } failure ? $"tensor operations ran instead: {failure.Message}" : machine.Launches.Count == 0 ? "no kernel was launched" : null;

    static Dictionary<string, Tensor> Everything(TttLayer layer, Tensor x_BTC, CheckCase item)
    {
        var results = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        Whole(layer, x_BTC.narrow(1, 0, item.Tokens), results);
        if (item.Decodes && !layer.Program.ReadsEnd) Decode(layer, x_BTC, item.Tokens, results);
        return results;
    }

    // a sum of all outputs and of the final state with numbers of no symmetry, so that every entry of the gradient matters
    static void Whole(TttLayer layer, Tensor x_BTC, Dictionary<string, Tensor> results)
    {
        layer.zero_grad();
        var x = x_BTC.detach().clone().requires_grad_();
        var (output, state) = layer.forward(x, (TttState?)null);
        using var owned = state;
        var loss = (output * Weights(output)).sum();
        foreach (var (_, tensor) in state.Tensors.OrderBy(entry => entry.Key)) loss = loss + (tensor * Weights(tensor)).sum();
        loss.backward();
        results["output"] = output.detach();
        foreach (var (name, tensor) in state.Tensors) results["state " + name] = tensor.detach().clone();
        foreach (var (name, parameter) in layer.named_parameters())
            if (parameter.grad is { } gradient) results["gradient " + name] = gradient.clone();
        results["gradient x"] = x.grad!.clone();
    }

    static void Decode(TttLayer layer, Tensor x_BTC, int prompt, Dictionary<string, Tensor> results)
    {
        using var noGrad = torch.no_grad();
        var (first, state) = layer.forward(x_BTC.narrow(1, 0, prompt), (TttState?)null);
        var outputs = new List<Tensor> { first };
        for (long at = prompt; at < x_BTC.size(1); at++)
        {
            var (output, next) = layer.forward(x_BTC.narrow(1, at, 1), state);
            state.Dispose();
            state = next;
            outputs.Add(output);
        }
        using var owned = state;
        results["decode output"] = torch.cat(outputs, 1);
        foreach (var (name, tensor) in state.Tensors) results["decode state " + name] = tensor.clone();
    }

    static string Kind(string name) => name.Split(' ')[0];

    // a rounding more or less in some numbers
    static Tensor Nudged(Tensor x) => x * (1 + torch.randn(x.shape) * 6e-8f);

    static Tensor Weights(Tensor like) => torch.arange(like.numel(), dtype: torch.float64).mul(0.37).sin().to_type(like.dtype).reshape(like.shape);

    static double Error(Tensor expected, Tensor actual)
    {
        using var scope = torch.NewDisposeScope();
        if (!expected.shape.AsSpan().SequenceEqual(actual.shape)) return double.NaN;
        var want = expected.detach().to_type(torch.float64);
        var largest = want.abs().max().item<double>();
        var difference = (want - actual.detach().to_type(torch.float64)).abs().max().item<double>();
        return largest == 0 ? difference : difference / largest;
    }
}
