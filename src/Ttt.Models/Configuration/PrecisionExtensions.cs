namespace Ttt.Models;

/// <summary>What <see cref="Precision"/> is to tensors.</summary>
public static class PrecisionExtensions
{
    /// <summary>The type of operands of products.</summary>
    public static torch.ScalarType Type(this Precision precision) => precision == Precision.Bf16 ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32;
}
