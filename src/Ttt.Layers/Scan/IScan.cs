namespace Ttt.Layers;

/// <summary>
/// The inner loop of a layer over any number of tokens from any place in a mini-batch: the seam behind which tensor operations, or a fused kernel, stand.
/// Every implementation computes the same values and is differentiable in all tensors of <see cref="ScanInputs"/>.
/// </summary>
public interface IScan
{
    /// <summary>Runs the tokens.</summary>
    /// <exception cref="ArgumentException">Shapes that do not fit; the message says which and what they should be.</exception>
    ScanResult Run(ScanInputs inputs);
}

/// <summary>What a scan reads.</summary>
/// <param name="Query">[B,H,T,D].</param>
/// <param name="Key">[B,H,T,D].</param>
/// <param name="Value">[B,H,T,Dv].</param>
/// <param name="Rate">λ [B,H,T].</param>
/// <param name="Position">τ [T], of these tokens.</param>
/// <param name="Fast">The weights at the last boundary, [B,H,r,c] each.</param>
/// <param name="Sums">What the tokens since the last boundary have accumulated, of the same shapes; null at a boundary.</param>
/// <param name="Slow">The slow parameters of inner model and loss, as stored.</param>
/// <param name="Period">K, the tokens from one boundary to the next; null where there is none.</param>
/// <param name="Offset">Tokens since the last boundary.</param>
/// <param name="KeepState">Whether the caller wants the state after the tokens.</param>
public sealed record ScanInputs(
    Tensor Query, Tensor Key, Tensor Value, Tensor Rate, Tensor Position,
    Tensor[] Fast, Tensor[]? Sums, Tensor[] Slow, int? Period, long Offset, bool KeepState)
{
    /// <summary>All tensors, in the order of the parameters.</summary>
    internal IEnumerable<Tensor> Tensors => [Query, Key, Value, Rate, Position, .. Fast, .. Sums ?? [], .. Slow];

    /// <summary>The same scan on other tensors, in the order of <see cref="Tensors"/>.</summary>
    internal static ScanInputs From(IReadOnlyList<Tensor> tensors, int fastCount, bool hasSums, int? period, long offset, bool keepState)
    {
        Tensor[] all = [.. tensors];
        var sums = 5 + fastCount;
        var slow = hasSums ? sums + fastCount : sums;
        return new(all[0], all[1], all[2], all[3], all[4], all[5..sums], hasSums ? all[sums..slow] : null, all[slow..], period, offset, keepState);
    }
}

/// <summary>What a scan returns.</summary>
/// <param name="Output">[B,H,T,Dv].</param>
/// <param name="Fast">The weights at the last boundary; the inputs themselves where no boundary was passed. Empty where no state was asked for.</param>
/// <param name="Sums">The sums since then; null at a boundary.</param>
public sealed record ScanResult(Tensor Output, Tensor[] Fast, Tensor[]? Sums);
