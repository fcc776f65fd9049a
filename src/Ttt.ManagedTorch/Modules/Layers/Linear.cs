using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>y = x Wᵀ + b over the last dimension; W is [out_features, in_features].</summary>
public sealed class Linear : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))] Parameter stored_weight = null!;
    [ComponentName(Name = nameof(bias))] Parameter? stored_bias;

    internal Linear(Parameter weight, Parameter? bias) : base(nameof(Linear))
    {
        (in_features, out_features) = (weight.shape[1], weight.shape[0]);
        this.weight = weight;
        this.bias = bias;
    }

    internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype)
        : this(Fan.UniformWeight([outputSize, inputSize], device, dtype), null)
    {
        if (hasBias)
            bias = Fan.UniformBias(weight, outputSize, device, dtype);
    }

    public long in_features { get; set; }

    public long out_features { get; set; }

    public Parameter weight
    {
        get => stored_weight;
        set => ConditionallyRegisterParameter(nameof(weight), Slot.Put(ref stored_weight!, value));
    }

    public Parameter? bias
    {
        get => stored_bias;
        set => ConditionallyRegisterParameter(nameof(bias), Slot.Put(ref stored_bias, value));
    }

    public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, stored_weight, stored_bias);
}
