using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>x Wᵀ + b as one product over all rows; no operand is copied to be transposed.</summary>
static class LinearOp
{
    public static Tensor Apply(Tensor input, Tensor weights, Tensor? bias)
    {
        Check(input, weights, bias);
        Tensor result;
        using (GradMode.Set(false))
            result = Forward(input, weights, bias);
        return Tape.Tracks(input, weights, bias)
            ? Tape.Record(result, "LinearBackward0", [input, weights, bias], [input, weights], [InputGrad, WeightGrad, BiasGrad])
            : result;
    }

    static void Check(Tensor input, Tensor weights, Tensor? bias)
    {
        if (!Widened.Needs(input.Impl)) Dense.RequireFloat("addmm_impl_cpu_", input);
        Dense.RequireSameType("linear", input, weights, bias);
        var (x, w) = (input.Impl.Shape, weights.Impl.Shape);
        if (w.Length != 2)
            throw new ExternalException($"linear: the weights must be a matrix, got {Shapes.Text(w)}");
        if (x.Length == 0)
            throw new ExternalException("both arguments to linear need to be at least 1D, but they are 0D and 2D");
        if (x[^1] != w[1])
            throw new ExternalException($"mat1 and mat2 shapes cannot be multiplied ({Shapes.Numel(x.AsSpan(0, x.Length - 1))}x{x[^1]} and {w[1]}x{w[0]}); linear: input {Shapes.Text(x)}, weights {Shapes.Text(w)}");
        if (bias is not null && !(bias.Impl.Rank == 1 && bias.Impl.Shape[0] == w[0]))
            throw new ExternalException($"linear: a bias of shape {Shapes.Text(bias.Impl.Shape)} does not fit {w[0]} outputs");
    }

    static Tensor Forward(Tensor input, Tensor weights, Tensor? bias)
    {
        var (inputs, outputs) = (weights.Impl.Shape[1], weights.Impl.Shape[0]);
        using var rows = Flat(input, inputs);
        using var turned = weights.t();
        using var product = rows.mm(turned);
        if (bias is not null)
            product.add_(bias);
        return product.view([.. input.Impl.Shape.AsSpan(0, input.Impl.Rank - 1), outputs]);
    }

    static Tensor Flat(Tensor tensor, long columns) => tensor.reshape(columns == 0 ? 0 : tensor.Impl.Numel / columns, columns);

    static Tensor InputGrad(OpNode node, Tensor grad)
    {
        var weights = node[1];
        return Flat(grad, weights.Impl.Shape[0]).mm(weights).view(node.Inputs[0].Shape);
    }

    static Tensor WeightGrad(OpNode node, Tensor grad)
    {
        var input = node[0];
        return Flat(grad, grad.Impl.Shape[^1]).t().mm(Flat(input, input.Impl.Shape[^1]));
    }

    static Tensor BiasGrad(OpNode node, Tensor grad) => Flat(grad, grad.Impl.Shape[^1]).sum([0]);
}
