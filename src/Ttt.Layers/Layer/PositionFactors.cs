namespace Ttt.Layers;

/// <summary>The position factor τ_n = max(0, 1/n + δ_n), n counted from 1 at each boundary (in Batch mode from the start of the sequence).</summary>
static class PositionFactors
{
    /// <summary>τ of each of these tokens, [T]. Without δ it is 1.</summary>
    internal static Tensor Of(LayerSettings settings, long first, long tokens, Tensor? learned, Tensor like)
    {
        if (learned is null) return torch.ones(tokens, dtype: like.dtype, device: like.device);
        var index = new long[tokens];
        for (var t = 0; t < tokens; t++) index[t] = settings.Period is { } period ? (first + t) % period : first + t;
        var inverse_T = torch.tensor(Array.ConvertAll(index, i => 1.0 / (i + 1)), dtype: like.dtype, device: like.device);
        return (inverse_T + Learned(learned, index, like)).clamp(0);
    }

    // Positions beyond the learned ones, which only Batch mode has, come last.
    static Tensor Learned(Tensor learned, long[] index, Tensor like)
    {
        var known = Array.FindAll(index, i => i < learned.size(0));
        var pieces = new List<Tensor>();
        if (known.Length > 0) pieces.Add(learned.index_select(0, torch.tensor(known, device: like.device)));
        if (known.Length < index.Length) pieces.Add(torch.zeros(index.Length - known.Length, dtype: like.dtype, device: like.device));
        return pieces.Count == 1 ? pieces[0] : torch.cat(pieces, 0);
    }
}
