using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Normalisation over the last dimensions: (x − mean)/√(var + eps), population variance, then weight and bias.</summary>
public sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))] Parameter? stored_weight;
    [ComponentName(Name = nameof(bias))] Parameter? stored_bias;

    internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device? device, ScalarType? dtype) : base(nameof(LayerNorm))
    {
        this.normalized_shape = normalized_shape;
        this.eps = eps;
        this.elementwise_affine = elementwise_affine;
        if (elementwise_affine)
            weight = new Parameter(ones(normalized_shape, dtype, device));
        if (elementwise_affine && bias)
            this.bias = new Parameter(zeros(normalized_shape, dtype, device));
    }

    public long[] normalized_shape { get; set; }

    public double eps { get; set; }

    public bool elementwise_affine { get; set; }

    public Parameter weight
    {
        get => stored_weight!;
        set => ConditionallyRegisterParameter(nameof(weight), Slot.Put(ref stored_weight, value));
    }

    public Parameter? bias
    {
        get => stored_bias;
        set => ConditionallyRegisterParameter(nameof(bias), Slot.Put(ref stored_bias, value));
    }

    public void reset_parameters()
    {
        if (stored_weight is not null)
            nn.init.ones_(stored_weight);
        if (stored_bias is not null)
            nn.init.zeros_(stored_bias);
    }

    public override Tensor forward(Tensor tensor) => nn.functional.layer_norm(tensor, normalized_shape, stored_weight, stored_bias, eps);
}
