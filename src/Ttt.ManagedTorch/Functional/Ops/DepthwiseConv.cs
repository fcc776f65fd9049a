using System.Numerics;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>One filter a channel, stride 1. Convolution and correlation are each other's gradients, so any order of derivative exists.</summary>
static unsafe class DepthwiseConv
{
    /// <summary>Taps at t + offset; the result has <paramref name="Length"/> positions.</summary>
    sealed record Taps(long[] Offsets, long Length)
    {
        public Taps Reversed(long length) => new([.. Offsets.Select(offset => -offset)], length);
    }

    /// <summary>x [N, C, L], w [C, k], bias [C] or null → [N, C, length]; a result for channels-last x is channels-last too.</summary>
    public static Tensor Apply(Tensor x, Tensor w, Tensor? bias, long[] offsets, long length) => Convolve(x, w, bias, new Taps(offsets, length));

    static Tensor Convolve(Tensor x, Tensor w, Tensor? bias, Taps taps)
    {
        var result = x.Impl.DType == ScalarType.Float64 ? Convolve<double>(x, w, bias, taps) : Convolve<float>(x, w, bias, taps);
        if (!Tape.Tracks(x, w, bias))
            return result;
        return Tape.RecordFused(result, "DepthwiseConvBackward0", [x, w, bias], [x, w], Backward, taps);
    }

    static void Backward(OpNode node, Tensor grad, Tensor?[] inputGrads)
    {
        var (x, taps) = (node[0], (Taps)node.State!);
        var g = IsChannelsLast(x) ? ChannelsLast(grad) : grad;
        if (node.Needs(0))
            inputGrads[0] = Convolve(g, node[1], null, taps.Reversed(x.Impl.Shape[2]));
        if (node.Needs(1))
            inputGrads[1] = Correlate(g, x, taps);
        if (node.Needs(2))
            inputGrads[2] = g.transpose(1, 2).reshape(-1, x.Impl.Shape[1]).sum([0]);
    }

    // One change of layout serves all three gradients.
    static Tensor ChannelsLast(Tensor tensor) => IsChannelsLast(tensor) ? tensor : tensor.transpose(1, 2).contiguous().transpose(1, 2);

    static Tensor Correlate(Tensor g, Tensor x, Taps taps)
    {
        var result = x.Impl.DType == ScalarType.Float64 ? Correlate<double>(g, x, taps) : Correlate<float>(g, x, taps);
        if (!Tape.Tracks(g, x))
            return result;
        return Tape.Record(result, "DepthwiseCorrelateBackward0", [g, x], [g, x],
        [
            static (node, gw) => Convolve(node[1], gw, null, (Taps)node.State!),
            static (node, gw) => Convolve(node[0], gw, null, ((Taps)node.State!).Reversed(node.Inputs[1].Shape[2])),
        ], taps);
    }

    static Tensor Convolve<T>(Tensor x, Tensor w, Tensor? bias, Taps taps) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (batch, channels, inner) = (x.Impl.Shape[0], x.Impl.Shape[1], x.Impl.Shape[2]);
        using var frozen = GradMode.Set(false);
        using var b = bias?.contiguous();
        if (IsChannelsLast(x))
        {
            using var view = x.transpose(1, 2);
            using var dense = view.contiguous();
            using var turned = w.t();
            using var filters = turned.contiguous();
            using var rows = empty(batch, taps.Length, channels, x.Impl.DType);
            DepthwiseKernel<T>.ChannelsLast(Dense.Pointer<T>(dense), Dense.Pointer<T>(filters), Dense.Pointer<T>(b), Dense.Pointer<T>(rows), batch, channels, inner, taps.Length, taps.Offsets);
            return new Tensor(rows.Impl.Alias([batch, channels, taps.Length], [taps.Length * channels, 1, channels], 0));
        }
        using var source = x.contiguous();
        using var weights = w.contiguous();
        var result = empty(batch, channels, taps.Length, x.Impl.DType);
        DepthwiseKernel<T>.TimeLast(Dense.Pointer<T>(source), Dense.Pointer<T>(weights), Dense.Pointer<T>(b), Dense.Pointer<T>(result), batch, channels, inner, taps.Length, taps.Offsets);
        return result;
    }

    static Tensor Correlate<T>(Tensor g, Tensor x, Taps taps) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (batch, channels, inner) = (x.Impl.Shape[0], x.Impl.Shape[1], x.Impl.Shape[2]);
        using var frozen = GradMode.Set(false);
        if (IsChannelsLast(x))
        {
            using var gView = g.transpose(1, 2);
            using var xView = x.transpose(1, 2);
            using var gRows = gView.contiguous();
            using var xRows = xView.contiguous();
            using var turned = zeros(taps.Offsets.Length, channels, x.Impl.DType);
            DepthwiseKernel<T>.CorrelateChannelsLast(Dense.Pointer<T>(gRows), Dense.Pointer<T>(xRows), Dense.Pointer<T>(turned), batch, channels, inner, taps.Length, taps.Offsets);
            using var back = turned.t();
            return back.contiguous();
        }
        using var gDense = g.contiguous();
        using var xDense = x.contiguous();
        var result = empty(channels, taps.Offsets.Length, x.Impl.DType);
        DepthwiseKernel<T>.CorrelateTimeLast(Dense.Pointer<T>(gDense), Dense.Pointer<T>(xDense), Dense.Pointer<T>(result), batch, channels, inner, taps.Length, taps.Offsets);
        return result;
    }

    // [B, T, C] seen through transpose(1, 2), as sequence models pass it.
    static bool IsChannelsLast(Tensor x) => !x.Impl.IsContiguous && x.Impl.Strides[1] == 1;
}
