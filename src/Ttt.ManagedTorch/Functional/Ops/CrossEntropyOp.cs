using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Cross entropy of logits [rows, classes] against class indices as one recorded operation.</summary>
static unsafe class CrossEntropyOp
{
    sealed record Setting(long Rows, long Classes, double Smoothing, nn.Reduction Reduction, double Divisor);

    public static Tensor Apply(Tensor logits, Tensor target, Tensor? weight, long ignoreIndex, nn.Reduction reduction, double smoothing)
    {
        var (rows, classes) = (logits.Impl.Shape[0], logits.Impl.Shape[1]);
        using var x = Dense.Of(logits);
        using var w = Dense.Maybe(weight);
        using var indices = Indices(target, classes, ignoreIndex);
        using var lse = empty(rows, logits.Impl.DType);
        var loss = empty(rows, logits.Impl.DType);
        var setting = new Setting(rows, classes, smoothing, reduction, 1);
        if (logits.Impl.DType == ScalarType.Float64)
            Forward<double>(x, w, indices, loss, lse, setting);
        else
            Forward<float>(x, w, indices, loss, lse, setting);
        if (reduction != nn.Reduction.None)
            (loss, setting) = Reduce(loss, indices, w, setting);
        return Tape.Tracks(logits)
            ? Tape.RecordFused(loss, "CrossEntropyBackward0", [logits], [logits, indices, lse, weight], Backward, setting)
            : loss;
    }

    // Class indices as Int64 in row order; ignored rows become −1.
    static Tensor Indices(Tensor target, long classes, long ignoreIndex)
    {
        using var dense = Dense.Of(target);
        var indices = empty(target.Impl.Shape, ScalarType.Int64);
        long* from = Dense.Pointer<long>(dense), to = Dense.Pointer<long>(indices);
        for (var i = 0L; i < target.Impl.Numel; i++)
        {
            if (from[i] != ignoreIndex && (from[i] < 0 || from[i] >= classes))
            {
                indices.Dispose();
                throw new ExternalException($"Target {from[i]} is out of bounds.");
            }
            to[i] = from[i] == ignoreIndex ? -1 : from[i];
        }
        return indices;
    }

    static CrossEntropyKernel<T>.Targets TargetsOf<T>(Tensor indices, Tensor? weight, Setting setting) where T : unmanaged, IFloatingPointIeee754<T>
        => new((nint)Dense.Pointer<long>(indices), (nint)Dense.Pointer<T>(weight), setting.Smoothing, setting.Classes);

    static void Forward<T>(Tensor x, Tensor? w, Tensor indices, Tensor loss, Tensor lse, Setting setting) where T : unmanaged, IFloatingPointIeee754<T>
        => CrossEntropyKernel<T>.Forward(Dense.Pointer<T>(x), TargetsOf<T>(indices, w, setting), Dense.Pointer<T>(loss), Dense.Pointer<T>(lse), setting.Rows);

    // Sums in double: a few thousand rows cost nothing.
    static (Tensor Loss, Setting Setting) Reduce(Tensor rows, Tensor indices, Tensor? weight, Setting setting)
    {
        var (sum, divisor) = (0.0, 0.0);
        var classes = Dense.Pointer<long>(indices);
        for (var r = 0L; r < setting.Rows; r++)
        {
            sum += Value(rows, r);
            if (classes[r] >= 0)
                divisor += weight is null ? 1 : Value(weight, classes[r]);
        }
        if (setting.Reduction == nn.Reduction.Sum)
            divisor = 1;
        var loss = full([], sum / divisor, rows.Impl.DType);
        rows.Dispose();
        return (loss, setting with { Divisor = divisor });
    }

    static double Value(Tensor tensor, long index)
        => tensor.Impl.DType == ScalarType.Float64 ? Dense.Pointer<double>(tensor)[index] : Dense.Pointer<float>(tensor)[index];

    static void Backward(OpNode node, Tensor grad, Tensor?[] inputGrads)
    {
        var setting = (Setting)node.State!;
        var weight = node.Has(3) ? node[3] : null;
        using var w = Dense.Maybe(weight);
        var logits = node[0];
        inputGrads[0] = GradMode.Enabled
            ? Composite(logits, node[1], w, grad, setting)
            : logits.Impl.DType == ScalarType.Float64 ? Fused<double>(node, logits, w, grad, setting) : Fused<float>(node, logits, w, grad, setting);
    }

    static Tensor Fused<T>(OpNode node, Tensor logits, Tensor? w, Tensor grad, Setting setting) where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var x = Dense.Of(logits);
        using var g = Dense.Of(grad);
        var dx = empty(logits.Impl.Shape, logits.Impl.DType);
        CrossEntropyKernel<T>.Backward(Dense.Pointer<T>(x), TargetsOf<T>(node[1], w, setting), Dense.Pointer<T>(node[2]), Dense.Pointer<T>(g),
            setting.Reduction == nn.Reduction.None ? 1 : 0, T.CreateTruncating(1 / setting.Divisor), Dense.Pointer<T>(dx), setting.Rows);
        return dx;
    }

    // Tensor operations, so that the gradient can be differentiated again.
    static Tensor Composite(Tensor logits, Tensor indices, Tensor? w, Tensor grad, Setting setting)
    {
        var q = zeros(logits.Impl.Shape, logits.Impl.DType);
        if (logits.Impl.DType == ScalarType.Float64)
            CrossEntropyKernel<double>.Distribution(TargetsOf<double>(indices, w, setting), Dense.Pointer<double>(q), setting.Rows);
        else
            CrossEntropyKernel<float>.Distribution(TargetsOf<float>(indices, w, setting), Dense.Pointer<float>(q), setting.Rows);
        var g = setting.Reduction == nn.Reduction.None ? grad.unsqueeze(1) : grad / setting.Divisor;
        return (logits.softmax(1) * q.sum([1], keepdim: true) - q) * g;
    }
}
