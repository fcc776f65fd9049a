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
/// <param name="Tokens">What the tokens bring, [B,H,T,·]; keys, values and their weights have the rows of <paramref name="History"/> in front; τ is [T].</param>
/// <param name="State">The state, [B,H,r,c] each, in the order of the program's slots; at a boundary without what restarts there.</param>
/// <param name="Slow">The slow parameters that the program reads, as stored.</param>
/// <param name="Period">K, the tokens from one boundary to the next; null where there is none.</param>
/// <param name="Offset">Tokens since the last boundary.</param>
/// <param name="History">Earlier tokens in front of the keys: a window's less one.</param>
/// <param name="KeepState">Whether the caller wants the state after the tokens.</param>
public sealed record ScanInputs(ScanRows Tokens, Tensor[] State, Tensor[] Slow, int? Period, long Offset, int History, bool KeepState)
{
    /// <summary>All tensors, in a fixed order.</summary>
    internal IEnumerable<Tensor> Tensors => [.. TokenTensors.Of(Tokens), .. State, .. Slow];

    /// <summary>The same scan on other tensors, in the order of <see cref="Tensors"/>.</summary>
    internal ScanInputs With(IReadOnlyList<Tensor> tensors)
    {
        Tensor[] all = [.. tensors];
        var tokens = TokenTensors.Count(Tokens);
        return this with { Tokens = TokenTensors.With(Tokens, all[..tokens]), State = all[tokens..(tokens + State.Length)], Slow = all[(tokens + State.Length)..] };
    }
}

/// <summary>What a scan returns.</summary>
/// <param name="Output">[B,H,T,Dv].</param>
/// <param name="State">The state after the tokens, at a boundary without what restarts there; tensors that did not change are those of the inputs. Empty where no state was asked for.</param>
public sealed record ScanResult(Tensor Output, Tensor[] State);
