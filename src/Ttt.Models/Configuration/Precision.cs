namespace Ttt.Models;

/// <summary>What operands of a model's matrix products are rounded to. Sums, weights and everything else are float32 (<see cref="Layers.Autocast"/>).</summary>
public enum Precision
{
    /// <summary>Nothing is rounded.</summary>
    Fp32,

    /// <summary>To bfloat16: the range of float32 with eight bits of it.</summary>
    Bf16,
}
