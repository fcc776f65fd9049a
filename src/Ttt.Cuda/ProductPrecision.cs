namespace Ttt.Cuda;

/// <summary>What operands of products on tensor cores keep. Sums, small products and all else are float32 in either.</summary>
internal enum ProductPrecision
{
    /// <summary>What float32 has, by three products in tf32.</summary>
    Float32,

    /// <summary>8 bits: operands are rounded to bf16.</summary>
    BFloat16,
}
