using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>One-dimensional convolution: a kernel of its own where each channel has its filter, else windows and one product a group.</summary>
static class Conv1dOp
{
    public static void Check(Tensor input, Tensor weight, Tensor? bias, long stride, long padding, long dilation, long groups)
    {
        Dense.RequireFloat("conv1d", input);
        Dense.RequireSameType("conv1d", input, weight, bias);
        var (x, w) = (input.Impl.Shape, weight.Impl.Shape);
        if (x.Length is not (2 or 3))
            throw new ExternalException($"Expected 2D (unbatched) or 3D (batched) input to conv1d, but got input of size: {Shapes.Text(x)}");
        if (w.Length != 3)
            throw new ExternalException($"Expected 3-dimensional weight for conv1d, but got weight of size: {Shapes.Text(w)}");
        if (stride < 1 || dilation < 1 || padding < 0 || groups < 1)
            throw new ExternalException($"conv1d: non-positive stride, dilation or groups, or negative padding is not supported: stride {stride}, padding {padding}, dilation {dilation}, groups {groups}");
        if (w[0] % groups != 0 || x[^2] != w[1] * groups)
            throw new ExternalException($"Given groups={groups}, weight of size {Shapes.Text(w)}, expected input{Shapes.Text(x)} to have {w[1] * groups} channels, but got {x[^2]} channels instead");
        if (bias is not null && !(bias.Impl.Rank == 1 && bias.Impl.Shape[0] == w[0]))
            throw new ExternalException($"Given weight of size {Shapes.Text(w)}, expected bias to be 1-dimensional with {w[0]} elements, but got bias of size {Shapes.Text(bias.Impl.Shape)} instead");
        if (x[^1] + 2 * padding < dilation * (w[2] - 1) + 1)
            throw new ExternalException($"Calculated padded input size per channel: ({x[^1] + 2 * padding}). Kernel size: ({dilation * (w[2] - 1) + 1}). Kernel size can't be greater than actual input size");
    }

    /// <summary>input [N, C, L].</summary>
    public static Tensor Apply(Tensor input, Tensor weight, Tensor? bias, long stride, long padding, long dilation, long groups)
    {
        var (channels, taps) = (input.Impl.Shape[1], weight.Impl.Shape[2]);
        var length = (input.Impl.Shape[2] + 2 * padding - dilation * (taps - 1) - 1) / stride + 1;
        if (stride == 1 && groups == channels && weight.Impl.Shape[0] == channels)
        {
            var offsets = new long[taps];
            for (var j = 0L; j < taps; j++)
                offsets[j] = j * dilation - padding;
            return DepthwiseConv.Apply(input, weight.reshape(channels, taps), bias, offsets, length);
        }
        return ByWindows(input, weight, bias, stride, padding, dilation, groups, length);
    }

    static Tensor ByWindows(Tensor input, Tensor weight, Tensor? bias, long stride, long padding, long dilation, long groups, long length)
    {
        var (batch, channels) = (input.Impl.Shape[0], input.Impl.Shape[1]);
        var (outputs, taps) = (weight.Impl.Shape[0], weight.Impl.Shape[2]);
        var padded = padding == 0 ? input : PadOp.Constant(input, [padding, padding], 0);
        var taken = new Tensor[taps];
        for (var j = 0L; j < taps; j++)
            taken[j] = padded.slice(2, j * dilation, j * dilation + (length - 1) * stride + 1, stride);
        // [N, C, L', k] → [N, groups, L', C/groups · k], times [groups, C/groups · k, out/groups].
        var windows = stack(taken, -1).reshape(batch, groups, channels / groups, length, taps).permute(0, 1, 3, 2, 4).reshape(batch, groups, length, -1);
        var filters = weight.reshape(groups, outputs / groups, -1).transpose(1, 2);
        var result = windows.matmul(filters).permute(0, 1, 3, 2).reshape(batch, outputs, length);
        return bias is null ? result : result + bias.reshape(1, outputs, 1);
    }
}
