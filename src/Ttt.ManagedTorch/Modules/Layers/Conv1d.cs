using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Convolution over the last dimension of [N, C, L] or [C, L].</summary>
public sealed class Conv1d : Convolution
{
    internal Conv1d(long in_channels, long out_channels, long kernel_size, long stride, long? padding, Padding? padding_type, long dilation, PaddingModes padding_mode,
        long groups, bool bias, Device? device, ScalarType? dtype)
        : base(nameof(Conv1d), in_channels, out_channels, [kernel_size], [stride], padding is { } size ? [size] : null, padding_type, [dilation],
            false, [0], groups, bias, padding_mode, device, dtype)
    {
    }

    public override Tensor forward(Tensor input)
    {
        var (left, right) = (_reversed_padding_repeated_twice[0], _reversed_padding_repeated_twice[1]);
        if (padding_mode is PaddingModes.Zeros && left == right)
            return nn.functional.conv1d(input, _weight, _bias, stride[0], left, dilation[0], groups);
        var mode = padding_mode is PaddingModes.Zeros ? PaddingModes.Constant : padding_mode;
        using var padded = nn.functional.pad(input, (left, right), mode);
        return nn.functional.conv1d(padded, _weight, _bias, stride[0], 0, dilation[0], groups);
    }
}
