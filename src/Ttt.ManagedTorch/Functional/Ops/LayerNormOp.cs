using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Layer normalisation as one recorded operation.</summary>
static unsafe class LayerNormOp
{
    sealed record Geometry(long Rows, long Columns, double Epsilon, long[] Normalized);

    public static Tensor Apply(Tensor input, long[] normalized, Tensor? weight, Tensor? bias, double eps)
    {
        var geometry = Check(input, normalized, weight, bias, eps);
        using var x = Dense.Of(input);
        using var w = Dense.Maybe(weight);
        using var b = Dense.Maybe(bias);
        var output = empty(input.Impl.Shape, input.Impl.DType);
        using var statistics = empty(2, geometry.Rows, input.Impl.DType);
        if (input.Impl.DType == ScalarType.Float64)
            Forward<double>(x, w, b, output, statistics, geometry);
        else
            Forward<float>(x, w, b, output, statistics, geometry);
        return Tape.Tracks(input, weight, bias)
            ? Tape.RecordFused(output, "NativeLayerNormBackward0", [input, weight, bias], [input, weight, statistics], Backward, geometry)
            : output;
    }

    static Geometry Check(Tensor input, long[] normalized, Tensor? weight, Tensor? bias, double eps)
    {
        Dense.RequireFloat("LayerNormKernelImpl", input);
        Dense.RequireSameType("layer_norm", input, weight, bias);
        var shape = input.Impl.Shape;
        if (normalized.Length == 0)
            throw new ExternalException("Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = []");
        if (normalized.Length > shape.Length || !shape.AsSpan(shape.Length - normalized.Length).SequenceEqual(normalized))
            throw new ExternalException($"Given normalized_shape={Shapes.Text(normalized)}, expected input with shape [*, {string.Join(", ", normalized)}], but got input of size{Shapes.Text(shape)}");
        foreach (var (name, parameter) in new[] { ("weight", weight), ("bias", bias) })
            if (parameter is not null && !parameter.Impl.Shape.AsSpan().SequenceEqual(normalized))
                throw new ExternalException($"Expected {name} to be of same shape as normalized_shape, but got {name} of shape {Shapes.Text(parameter.Impl.Shape)} and normalized_shape = {Shapes.Text(normalized)}");
        var columns = Shapes.Numel(normalized);
        return new Geometry(columns == 0 ? 0 : input.Impl.Numel / columns, columns, eps, normalized);
    }

    static void Forward<T>(Tensor x, Tensor? w, Tensor? b, Tensor y, Tensor statistics, Geometry geometry) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var mean = Dense.Pointer<T>(statistics);
        LayerNormKernel<T>.Forward(Dense.Pointer<T>(x), Dense.Pointer<T>(w), Dense.Pointer<T>(b), Dense.Pointer<T>(y), mean, mean + geometry.Rows,
            geometry.Rows, geometry.Columns, geometry.Epsilon);
    }

    static void Backward(OpNode node, Tensor grad, Tensor?[] inputGrads)
    {
        var geometry = (Geometry)node.State!;
        var (input, weight) = (node[0], node.Has(1) ? node[1] : null);
        if (GradMode.Enabled)
            Composite(node, geometry, grad, input, weight, inputGrads);
        else if (input.Impl.DType == ScalarType.Float64)
            Fused<double>(node, geometry, grad, input, weight, inputGrads);
        else
            Fused<float>(node, geometry, grad, input, weight, inputGrads);
    }

    static void Fused<T>(OpNode node, Geometry geometry, Tensor grad, Tensor input, Tensor? weight, Tensor?[] inputGrads) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (rows, columns) = (geometry.Rows, geometry.Columns);
        using var g = Dense.Of(grad);
        using var x = Dense.Of(input);
        using var w = Dense.Maybe(weight);
        var mean = Dense.Pointer<T>(node[2]);
        var blocks = (rows + LayerNormKernel<T>.RowsPerBlock - 1) / LayerNormKernel<T>.RowsPerBlock;
        if (node.Needs(0)) inputGrads[0] = empty(input.Impl.Shape, input.Impl.DType);
        if (node.Needs(1)) inputGrads[1] = zeros(columns, input.Impl.DType);
        if (node.Needs(2)) inputGrads[2] = zeros(columns, input.Impl.DType);
        using var sums = node.Needs(1) || node.Needs(2) ? zeros(blocks, 2, columns, input.Impl.DType) : null;
        LayerNormKernel<T>.Backward(Dense.Pointer<T>(g), Dense.Pointer<T>(x), Dense.Pointer<T>(w), mean, mean + rows,
            Dense.Pointer<T>(inputGrads[0]), Dense.Pointer<T>(sums), rows, columns);
        if (sums is not null)
            LayerNormKernel<T>.Reduce(Dense.Pointer<T>(sums), blocks, columns, Dense.Pointer<T>(inputGrads[1]), Dense.Pointer<T>(inputGrads[2]));
        for (var i = 1; i <= 2; i++)
            inputGrads[i] = inputGrads[i]?.view(geometry.Normalized);
    }

    // Tensor operations, so that the gradient can be differentiated again.
    static void Composite(OpNode node, Geometry geometry, Tensor grad, Tensor input, Tensor? weight, Tensor?[] inputGrads)
    {
        var g = grad.reshape(geometry.Rows, geometry.Columns);
        var x = input.reshape(geometry.Rows, geometry.Columns);
        var centred = x - x.mean([-1], keepdim: true);
        var rstd = (centred.square().mean([-1], keepdim: true) + geometry.Epsilon).rsqrt();
        var normal = centred * rstd;
        var gw = weight is null ? g : g * weight.reshape(1, geometry.Columns);
        if (node.Needs(0))
            inputGrads[0] = (rstd * (gw - gw.mean([-1], keepdim: true) - normal * (gw * normal).mean([-1], keepdim: true))).reshape(input.Impl.Shape);
        if (node.Needs(1))
            inputGrads[1] = (g * normal).sum([0]).reshape(geometry.Normalized);
        if (node.Needs(2))
            inputGrads[2] = g.sum([0]).reshape(geometry.Normalized);
    }
}
