namespace Ttt.Layers;

/// <summary>
/// Differentiable functions of models with passes of their own forward and backward: over raw memory for float32 on the CPU, by tensor operations for every
/// other type and device.
/// </summary>
public static class FusedFunctions
{
    /// <summary>w ∘ x / sqrt(mean(x²) + ε) over the last dimension.</summary>
    /// <param name="x">[…,C].</param>
    /// <param name="weight_C">w, [C].</param>
    /// <param name="epsilon">ε, at least 0.</param>
    /// <exception cref="ArgumentException">The weight does not fit the input.</exception>
    public static Tensor RmsNorm(Tensor x, Tensor weight_C, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight_C);
        if (x.dim() == 0 || weight_C.dim() != 1 || weight_C.size(0) != x.size(-1))
            throw new ArgumentException($"The input of an RMSNorm must be [..,C] and its weight [C]; they are [{Text(x)}] and [{Text(weight_C)}].", nameof(weight_C));
        return RmsNormFunction.Of(x, weight_C, epsilon);
    }

    /// <summary>silu(gate) ∘ up, of tensors of one shape.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Tensor SwiGlu(Tensor gate, Tensor up)
    {
        ArgumentNullException.ThrowIfNull(gate);
        ArgumentNullException.ThrowIfNull(up);
        if (!gate.shape.AsSpan().SequenceEqual(up.shape))
            throw new ArgumentException($"Gate and up of a SwiGLU must have one shape; they are [{Text(gate)}] and [{Text(up)}].", nameof(up));
        return SwiGluFunction.Of(gate, up);
    }

    static string Text(Tensor tensor) => string.Join(",", tensor.shape);
}
