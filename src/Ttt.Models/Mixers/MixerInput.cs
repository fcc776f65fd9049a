namespace Ttt.Models;

/// <summary>Checks what a mixer is given, because a wrong shape inside ends a process on the native library.</summary>
static class MixerInput
{
    /// <exception cref="ArgumentException">The input is not [B,T,C] of the layer's width, type and device.</exception>
    public static void Check(string mixer, Tensor x_BTC, long width, Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(x_BTC);
        if (x_BTC.ndim != 3 || x_BTC.size(2) != width || x_BTC.size(0) < 1 || x_BTC.size(1) < 1)
            throw new ArgumentException($"{mixer} takes [batch, tokens, {width}], at least one sequence and one token; it got [{string.Join(",", x_BTC.shape)}].", nameof(x_BTC));
        if (x_BTC.dtype != weight.dtype || x_BTC.device_type != weight.device_type)
            throw new ArgumentException($"{mixer} holds {weight.dtype} on {weight.device}, the input is {x_BTC.dtype} on {x_BTC.device}; move one to the other.", nameof(x_BTC));
    }
}
