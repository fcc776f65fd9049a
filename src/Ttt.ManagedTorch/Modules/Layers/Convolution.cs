using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Parameters and sizes of a convolution; weight is [out, in / groups, kernel...].</summary>
public abstract class Convolution : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))] protected Parameter _weight = null!;
    [ComponentName(Name = nameof(bias))] protected Parameter? _bias;

    // Left and right padding of each dimension, last dimension first, as functional.pad wants it.
    protected long[] _reversed_padding_repeated_twice = [];

    protected Convolution(string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding, Padding? padding_type, long[] dilation,
        bool transposed, long[] output_padding, long groups, bool bias, PaddingModes padding_mode, Device? device = null, ScalarType? dtype = null) : base(name)
    {
        if (groups < 1 || in_channels % groups != 0 || out_channels % groups != 0)
            throw new System.Runtime.InteropServices.ExternalException($"in_channels ({in_channels}) and out_channels ({out_channels}) must be divisible by groups ({groups})");
        (this.in_channels, this.out_channels, this.groups) = (in_channels, out_channels, groups);
        (this.kernel_size, this.stride, this.dilation, this.output_padding) = (kernel_size, stride, dilation, output_padding);
        (this.transposed, this.padding_mode) = (transposed, padding_mode);
        if (padding_type is { } type)
            SetPadding(type);
        else
            SetPadding(padding ?? new long[kernel_size.Length]);
        long[] weightShape = [.. transposed ? [in_channels, out_channels / groups] : new[] { out_channels, in_channels / groups }, .. kernel_size];
        weight = Fan.UniformWeight(weightShape, device, dtype);
        if (bias)
            this.bias = Fan.UniformBias(weight, out_channels, device, dtype);
    }

    public long in_channels { get; }

    public long out_channels { get; }

    public bool transposed { get; }

    public Padding? padding_type { get; private set; }

    public long[]? padding { get; private set; }

    public PaddingModes padding_mode { get; set; }

    public long groups { get; set; }

    public long[] kernel_size { get; set; }

    public long[] stride { get; set; }

    public long[] dilation { get; set; }

    public long[] output_padding { get; set; }

    public Parameter weight
    {
        get => _weight;
        set => ConditionallyRegisterParameter(nameof(weight), Slot.Put(ref _weight!, value));
    }

    public Parameter? bias
    {
        get => _bias;
        set => ConditionallyRegisterParameter(nameof(bias), Slot.Put(ref _bias, value));
    }

    public void SetPadding(long[] padding)
    {
        (this.padding, padding_type) = (padding, null);
        _reversed_padding_repeated_twice = [.. padding.Reverse().SelectMany(size => new[] { size, size })];
    }

    /// <exception cref="ArgumentException">Same with a stride</exception>
    public void SetPadding(Padding padding)
    {
        (this.padding, padding_type) = (null, padding);
        if (padding == Padding.Same && stride.Any(step => step != 1))
            throw new ArgumentException("padding='same' is not supported for strided convolutions");
        _reversed_padding_repeated_twice = [.. kernel_size.Zip(dilation).Reverse().SelectMany(pair => SameSides(padding, pair.First, pair.Second))];
    }

    static long[] SameSides(Padding padding, long kernel, long dilation)
    {
        var total = padding == Padding.Same ? dilation * (kernel - 1) : 0;
        return [total / 2, total - total / 2];
    }
}
