using TorchSharp;
using Ttt.Layers;
using static TorchSharp.torch;

namespace Ttt.Generators.Tests.Execution;

/// <summary>What must hold for every generated layer, whatever its inner model.</summary>
internal static class Laws
{
    private const double Exact = 1e-10;

    /// <summary>Dual = primal = decode, outputs and final states.</summary>
    public static void Forms(TttLayer layer, Tensor x)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        layer.Scan = ScanForm.Primal;
        var (expected, end) = layer.forward(x, (TttState?)null);
        foreach (var form in new[] { ScanForm.Dual, ScanForm.Decode })
        {
            layer.Scan = form;
            var (output, state) = layer.forward(x, (TttState?)null);
            Near(expected, output, Exact, $"{form} output");
            foreach (var (name, tensor) in end.Tensors)
                Near(tensor, state.Tensors[name], Exact, $"{form} {name}");
        }
        layer.Scan = ScanForm.Dual;
    }

    /// <summary>
    /// Fused kernels compute what tensor operations compute, outputs, states and gradients, to 2e-5 relative, or ten times what float32 itself loses. The layer is in
    /// float32 afterwards.
    /// </summary>
    public static void Kernels(TttLayer layer, Tensor x)
    {
        using var scope = NewDisposeScope();
        Assert.True(layer.Program.Kernels is not null || layer.Program.Token is not null);
        var exact = Results(layer, x);
        layer.to(ScalarType.Float32);
        layer.Kernels = ScanKernels.Tensor;
        var tensor = Results(layer, x.to_type(ScalarType.Float32));
        layer.Kernels = ScanKernels.Simd;
        var fused = Results(layer, x.to_type(ScalarType.Float32));
        foreach (var (name, expected) in exact)
        {
            // Where float32 itself keeps no digits there is nothing to compare.
            var own = GeneratedLayer.Difference(expected, tensor[name].to_type(ScalarType.Float64));
            if (own < 1e-3)
                Near(expected, fused[name].to_type(ScalarType.Float64), Math.Max(2e-5, 10 * own), $"kernels (tensor operations by {own:E1}), {name}");
        }
    }

    // Outputs and states of one call and of a token after it, gradients of a weighted sum of the first.
    private static Dictionary<string, Tensor> Results(TttLayer layer, Tensor x)
    {
        var input = x.clone().requires_grad_();
        var (output, state) = layer.forward(input, (TttState?)null);
        var weights = arange(output.numel(), dtype: ScalarType.Float64).mul(0.37).sin().to_type(x.dtype).reshape(output.shape);
        var results = Gradients(layer, (output * weights).sum(), input).ToDictionary(g => "gradient of " + g.Key, g => g.Value);
        results["output"] = output.detach();
        using var noGrad = no_grad();
        var (next, after) = layer.forward(x.narrow(1, 0, 1), state);
        results["token"] = next;
        foreach (var (name, tensor) in state.Tensors) results["state " + name] = tensor.detach();
        foreach (var (name, tensor) in after.Tensors) results["state after a token " + name] = tensor.detach();
        return results;
    }

    /// <summary>Any split of a sequence is the whole: outputs, final state, and gradients through the carried state.</summary>
    public static void Splits(TttLayer layer, Tensor x, params int[] lengths)
    {
        using var scope = NewDisposeScope();
        using var weights = randn([x.size(0), x.size(1), x.size(2)], dtype: x.dtype);
        var (whole, end) = layer.forward(x, (TttState?)null);
        var expected = Gradients(layer, (whole * weights).sum());

        var outputs = new List<Tensor>();
        TttState? state = null;
        long at = 0;
        foreach (var length in lengths)
        {
            var (output, next) = layer.forward(x.narrow(1, at, length), state);
            outputs.Add(output);
            (state, at) = (next, at + length);
        }
        Assert.Equal(x.size(1), at);
        var joined = cat(outputs, 1);
        Near(whole, joined, Exact, "output of the parts");
        foreach (var (name, tensor) in end.Tensors)
            Near(tensor, state!.Tensors[name], Exact, $"state {name} after the parts");
        foreach (var (name, gradient) in Gradients(layer, (joined * weights).sum()))
            Near(expected[name], gradient, 1e-9, $"gradient of {name} through the parts");
    }

    /// <summary>The derived backward is what autograd makes of the primal form, and both are finite differences.</summary>
    public static void Backward(TttLayer layer, Tensor x, double tolerance = 2e-6)
    {
        using var scope = NewDisposeScope();
        using var weights = randn([x.size(0), x.size(1), x.size(2)], dtype: x.dtype);
        var input = x.clone().requires_grad_();
        Tensor Loss() => (layer.forward(input) * weights).sum();
        var derived = Gradients(layer, Loss(), input);
        layer.Scan = ScanForm.Primal;
        foreach (var (name, gradient) in Gradients(layer, Loss(), input))
            Near(gradient, derived[name], 1e-9, $"gradient of {name}");
        layer.Scan = ScanForm.Dual;

        using var noGrad = no_grad();
        foreach (var (name, tensor) in layer.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).Append(("input", input)))
        {
            var direction = randn(tensor.shape, dtype: x.dtype);
            var at = tensor.clone();
            var analytic = (derived[name] * direction).sum().item<double>();
            // A step that crosses a kink, or is too long for the curvature, is followed by shorter ones.
            var numeric = new[] { 1e-3, 1e-4, 1e-5 }.Select(step => Declarations.Differences.Of(Along, step)).FirstOrDefault(IsNear, double.NaN);
            tensor.copy_(at);
            Assert.True(IsNear(numeric), $"gradient of {name}: {Declarations.Differences.Of(Along, 1e-4)} numeric, {analytic} derived");
            tensor.copy_(at);

            bool IsNear(double value) => Math.Abs(value - analytic) <= tolerance * Math.Max(0.01, Math.Abs(value));

            double Along(double step)
            {
                tensor.copy_(at + direction * step);
                return Loss().item<double>();
            }
        }
    }

    /// <summary>No output depends on a later token.</summary>
    public static void Causality(TttLayer layer, Tensor x)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var whole = layer.forward(x);
        for (long t = 1; t < x.size(1); t += 3)
        {
            var changed = x.clone();
            changed.narrow(1, t, x.size(1) - t).add_(1);
            Near(whole.narrow(1, 0, t), layer.forward(changed).narrow(1, 0, t), Exact, $"output before token {t}");
        }
    }

    private static Dictionary<string, Tensor> Gradients(TttLayer layer, Tensor loss, Tensor? input = null)
    {
        layer.zero_grad();
        if (input is not null)
            input.grad = null;
        loss.backward();
        var gradients = layer.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad is { } grad ? grad.clone() : zeros_like(p.parameter));
        if (input is not null)
            gradients["input"] = input.grad!.clone();
        return gradients;
    }

    private static void Near(Tensor expected, Tensor actual, double tolerance, string what)
    {
        var difference = GeneratedLayer.Difference(expected, actual);
        Assert.True(difference <= tolerance, $"{what} differs by {difference:E2}");
    }
}
