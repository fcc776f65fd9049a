namespace Ttt.Layers;

// One token after another: states carry the tokens since the boundary as rows where that is cheaper than their sums.
public abstract partial class TttLayer
{
    const string NoKernels = "no kernels run on these tensors, which have to be float32, on the CPU or on a CUDA device that takes kernels";

    /// <summary>One token on recent rows, or null where the scan has to run it.</summary>
    (Tensor Output, TttState State)? Step(ScanRows rows, TttState? state, IEnumerable<KeyValuePair<string, Tensor>> tails)
    {
        if (rows.Query.size(2) != 1 || Lag + History > 0 || Program.ReadsEnd || Period is not (<= RecentTokens.Capacity and var period) || state is { Offset: > 0, Recent: null }) return null;
        Tensor[] tokens = TokenTensors.Of(rows), slow = [.. Program.SlowNames.Select(Parameter)];
        if (_scan.RecentStep([.. tokens, .. slow, .. state is null ? LearnedWeights : []]) is not { } step) return null;

        var own = StateBySlot(state, step.Sums, rows.Query);
        var before = state?.Recent ?? RecentRows.Empty(step.Sums, rows.Query.size(0), Sizes.Heads, period, rows.Query.device);
        if (step.TryRun([.. tokens.Select(t => t.contiguous())], own, [.. slow.Select(t => t.contiguous())], before, period) is not { } result) return null;
        var (output, next, recent) = result;
        var tensors = new Dictionary<string, Tensor>(tails, StringComparer.Ordinal);
        for (var i = 0; i < next.Length; i++)
            if (next[i] is { } tensor) tensors[Program.Slots[i].Name] = state is not null && ReferenceEquals(tensor, own[i]) ? tensor.alias() : tensor;
        return (output, new TttState(Description.Name, Period, (state?.Position ?? 0) + 1, tensors, recent, [.. step.Sums.Select(sum => Program.Slots[sum.Slot].Name)]));
    }

    /// <summary>
    /// The inner loop as <see cref="InnerLoop"/> has it, one token after another, in memory of its own: fused kernels in float32, on the CPU, where nothing is allocated
    /// for a token, or on a CUDA device. Slow parameters and the state are copied.
    /// </summary>
    /// <param name="rows">Tensors of the shapes of one token's rows, q, k, v [B,H,1,·], gates [B,H,1,1], τ [1]; the decoder has tensors like them.</param>
    /// <param name="state">Where to continue from; null at the start.</param>
    /// <exception cref="InvalidOperationException">The layer has no such kernels; the message says why.</exception>
    /// <exception cref="ArgumentException">Something has the wrong shape.</exception>
    public InnerDecoder Decoder(ScanRows rows, TttState? state = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        CheckViews(rows.Query, rows.Value);
        CheckState(rows.Query, state, new Dictionary<string, long>());
        if (rows.Query.size(2) != 1) throw new ArgumentException($"A decoder takes one token at a time, [B,H,1,D]; the query has shape {ScanShapes.Text(rows.Query.shape)}.", nameof(rows));
        Tensor[] tokens = TokenTensors.Of(rows);
        var obstacle = Lag + History > 0 ? "its inner model reads earlier tokens" : Program.ReadsEnd ? "its outputs read the end of their mini-batch"
            : Program.Token is null ? "there are no kernels of one token for it" : null;
        if (obstacle is not null) throw NoDecoder(obstacle);
        Tensor[] parameters = [.. Program.SlowNames.Select(Parameter)];
        if (_scan.TokenKernels([.. tokens, .. parameters, .. state is null ? LearnedWeights : []]) is not var (kernels, engine))
            throw NoDecoder(NoKernels);

        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var sums = Period <= RecentTokens.Capacity && state is not { Offset: > 0, Recent: null } ? kernels.Recent : [];
        Tensor[] token = [.. tokens.Select(tensor => tensor.contiguous().clone())];
        Tensor?[] slots = [.. StateBySlot(state, sums, rows.Query).Select(tensor => tensor?.clone())];
        using var recent = sums.Count == 0 ? null : state?.Recent is { } shared ? shared.Share() : RecentRows.Empty(sums, rows.Query.size(0), Sizes.Heads, Period!.Value, rows.Query.device);
        var output = torch.zeros(rows.Query.size(0), Sizes.Heads, 1, kernels.OutputColumns, dtype: torch.float32, device: rows.Query.device);
        var own = new DecoderState(Program.Layout, slots, [.. (recent?.Rows ?? []).Select(tensor => tensor.clone())], (int)(state?.Offset ?? 0), output);
        Tensor[] slow = [.. parameters.Select(parameter => parameter.detach().clone())];
        var decoder = new InnerDecoder(kernels, engine, TokenTensors.With(rows, token), output, slow, own, Period, state?.Position ?? 0);
        if (decoder.CanRun) return decoder;
        decoder.Dispose();
        throw NoDecoder(NoKernels);
    }

    InvalidOperationException NoDecoder(string obstacle) => new($"Layer {Description.Name} has no decoder in place: {obstacle}. Use {nameof(InnerLoop)}.");

    /// <summary>Where a decoder of this layer stands, as <see cref="InnerLoop"/> would return it; the decoder may go on.</summary>
    public TttState StateOf(InnerDecoder decoder)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        using var scope = torch.NewDisposeScope();
        var state = decoder.State;
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        for (var i = 0; i < Program.Slots.Count; i++)
            if (state.Slots[i] is { } tensor) tensors[Program.Slots[i].Name] = tensor.clone();
        var names = Program.Slots.Where((_, i) => state.Slots[i] is null).Select(slot => slot.Name).ToArray();
        return new TttState(Description.Name, Period, decoder.Position, tensors, state.UsesRows ? RecentRows.Of([.. state.Rows.Select(tensor => tensor.clone())], state.Count) : null, names);
    }

    IEnumerable<Tensor> LearnedWeights => Description.Parameters.Where(p => p is { Kind: ParameterKind.Fast, Learned: true }).Select(p => Parameter(p.Name));

    /// <summary>The whole state but for the sums that are rows.</summary>
    Tensor?[] StateBySlot(TttState? state, IReadOnlyList<RecentSum> sums, Tensor like)
    {
        var own = new Tensor?[Program.Slots.Count];
        for (var i = 0; i < own.Length; i++)
        {
            var slot = Program.Slots[i];
            if (sums.Any(sum => sum.Slot == i)) continue;
            own[i] = state is not null && (slot.IsAtBoundary || state.Offset > 0) ? state[slot.Name].contiguous()
                : slot.Kind == SlotKind.Weight ? InitialWeight(slot, like).contiguous().clone()
                : StateLayout.Neutral(slot, like);
        }
        return own;
    }
}
