namespace Ttt.Layers;

// Where sequences continue from, and where they stopped.
public abstract partial class TttLayer
{
    void CheckInput(Tensor x_BTC)
    {
        ArgumentNullException.ThrowIfNull(x_BTC);
        var width = Sizes["Model"];
        if (x_BTC.ndim != 3 || x_BTC.size(2) != width || x_BTC.size(0) < 1 || x_BTC.size(1) < 1)
            throw new ArgumentException($"Layer {Description.Name} takes [batch, tokens, {width}], at least one sequence and one token; it got {ScanShapes.Text(x_BTC.shape)}.", nameof(x_BTC));
        var weight = _oProj.weight;
        if (x_BTC.dtype != weight.dtype || x_BTC.device_type != weight.device_type)
            throw new ArgumentException($"Layer {Description.Name} holds {weight.dtype} on {weight.device}, the input is {x_BTC.dtype} on {x_BTC.device}; move one to the other.", nameof(x_BTC));
    }

    // A scan program trusts the sizes it was made for.
    void CheckViews(Tensor query, Tensor value)
    {
        if (query.ndim != 4 || query.size(1) != Sizes.Heads || query.size(3) != InputSize)
            throw new ArgumentException($"The query has shape {ScanShapes.Text(query.shape)}; it should be [batch,{Sizes.Heads},tokens,{InputSize}].", nameof(query));
        if (value.ndim != 4 || value.size(3) != LabelSize)
            throw new ArgumentException($"The value has shape {ScanShapes.Text(value.shape)}; it should be [batch,{Sizes.Heads},tokens,{LabelSize}].", nameof(value));
    }

    void CheckSlow(ScanInputs inputs)
    {
        for (var i = 0; i < Program.SlowNames.Count; i++)
        {
            var (name, tensors) = (Program.SlowNames[i], inputs.Slow);
            var expected = Parameter(name).shape;
            if (i >= tensors.Length || !tensors[i].shape.AsSpan().SequenceEqual(expected))
                throw new ArgumentException($"The parameter {name} {(i < tensors.Length ? "has shape " + ScanShapes.Text(tensors[i].shape) : "is missing")}; it should be {ScanShapes.Text(expected)}.", nameof(inputs));
        }
    }

    void CheckState(Tensor input, TttState? state, IReadOnlyDictionary<string, long> tailChannels)
    {
        if (state is null) return;
        if (state.Layer != Description.Name)
            throw new ArgumentException($"Layer {Description.Name} cannot continue from the state of a layer {state.Layer}.", nameof(state));
        if (state.Period != Period)
            throw new ArgumentException($"The state was made with {Text(state.Period)}, the layer has {Text(Period)}.", nameof(state));
        var (batch, heads) = (input.size(0), Sizes.Heads);
        foreach (var slot in Program.Slots.Where(slot => !state.HasRecent(slot.Name))) RequireTensor(state, slot.Name, input, batch, heads, slot.Rows, slot.Columns);
        foreach (var (name, rows, columns) in HistoryShapes) RequireTensor(state, name, input, batch, heads, rows, columns);
        foreach (var (name, channels) in tailChannels) RequireTensor(state, name, input, batch, channels, Settings.ConvKernel);
    }

    static string Text(int? period) => period is { } size ? $"mini-batches of {size}" : "one unending mini-batch";

    void RequireTensor(TttState state, string name, Tensor input, params long[] shape)
    {
        if (state.Find(name) is not { } tensor)
            throw new ArgumentException($"The state lacks {name}, which layer {Description.Name} with these options needs.", nameof(state));
        if (!tensor.shape.AsSpan().SequenceEqual(shape))
            throw new ArgumentException($"The state's {name} has shape {ScanShapes.Text(tensor.shape)}; for this layer and a batch of {input.size(0)} it should be {ScanShapes.Text(shape)}.", nameof(state));
        if (tensor.dtype != input.dtype || tensor.device_type != input.device_type)
            throw new ArgumentException($"The state's {name} is {tensor.dtype} on {tensor.device}, the input {input.dtype} on {input.device}.", nameof(state));
    }

    // Every sequence starts from its own copy of the learned initial weights; what is not learned, or is no weight, starts from zeros, or ones.
    Tensor[] StateTensors(Tensor like, TttState? state)
    {
        var slots = Program.Slots.Where(slot => state is { Offset: > 0 } || slot.IsAtBoundary);
        return [.. slots.Select(slot => state is not null ? state[slot.Name] : slot.Kind == SlotKind.Weight ? InitialWeight(slot, like) : StateLayout.Neutral(slot, like))];
    }

    Tensor InitialWeight(StateSlot slot, Tensor like)
    {
        var declared = Description.Parameters.FirstOrDefault(parameter => parameter.Name == slot.Name);
        if (declared is not { Learned: true }) return StateLayout.Neutral(slot with { Kind = declared?.Init == Init.One ? SlotKind.Product : SlotKind.Sum }, like);
        var stored = Parameter(slot.Name);
        return stored.unsqueeze(0).expand(like.size(0), stored.size(0), stored.size(1), stored.size(2));
    }

    TttState NextState(TttState? state, long tokens, ScanInputs inputs, ScanResult result, IEnumerable<KeyValuePair<string, Tensor>> tails)
    {
        var tensors = new Dictionary<string, Tensor>(tails);
        var whole = Program.Layout.Whole(result.State, inputs.Tokens.Query);
        for (var i = 0; i < whole.Length; i++)
        {
            // The learned initial weights change with the next optimiser step; a state must not.
            var unchanged = inputs.State.Any(own => ReferenceEquals(own, whole[i]));
            tensors[Program.Slots[i].Name] = !unchanged ? whole[i] : state is null ? whole[i].clone() : whole[i].alias();
        }
        return new TttState(Description.Name, Period, (state?.Position ?? 0) + tokens, tensors);
    }
}
