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
        var weight = Parameter(_fastNames[0]);
        if (x_BTC.dtype != weight.dtype || x_BTC.device_type != weight.device_type)
            throw new ArgumentException($"Layer {Description.Name} holds {weight.dtype} on {weight.device}, the input is {x_BTC.dtype} on {x_BTC.device}; move one to the other.", nameof(x_BTC));
    }

    // A scan program trusts the sizes it was made for.
    void CheckViews(Tensor query, Tensor value)
    {
        if (query.ndim != 4 || query.size(1) != Sizes.Heads || query.size(3) != InputSize)
            throw new ArgumentException($"The query has shape {ScanShapes.Text(query.shape)}; it should be [batch,{Sizes.Heads},tokens,{InputSize}].", nameof(query));
        if (value.ndim != 4 || value.size(3) != OutputSize)
            throw new ArgumentException($"The value has shape {ScanShapes.Text(value.shape)}; it should be [batch,{Sizes.Heads},tokens,{OutputSize}].", nameof(value));
    }

    void CheckWeights(ScanInputs inputs)
    {
        void require(string what, string name, Tensor[] tensors, int index, long[] expected)
        {
            if (index >= tensors.Length || !tensors[index].shape.AsSpan().SequenceEqual(expected))
                throw new ArgumentException($"{what} {name} {(index < tensors.Length ? "has shape " + ScanShapes.Text(tensors[index].shape) : "is missing")}; it should be {ScanShapes.Text(expected)}.", nameof(inputs));
        }

        long[] stored(string name) => Description.Parameters.First(p => p.Name == name).StoredShape(Sizes);
        for (var i = 0; i < _fastNames.Length; i++) require("The fast weight", _fastNames[i], inputs.Fast, i, [inputs.Query.size(0), .. stored(_fastNames[i])]);
        for (var i = 0; i < _slowNames.Length; i++) require("The slow parameter", _slowNames[i], inputs.Slow, i, stored(_slowNames[i]));
    }

    void CheckState(Tensor input, TttState? state, IReadOnlyDictionary<string, long> tailChannels)
    {
        if (state is null) return;
        if (state.Layer != Description.Name)
            throw new ArgumentException($"Layer {Description.Name} cannot continue from the state of a layer {state.Layer}.", nameof(state));
        if (state.Period != Settings.Period)
            throw new ArgumentException($"The state was made with {Text(state.Period)}, the layer has {Text(Settings.Period)}.", nameof(state));
        var (batch, heads) = (input.size(0), Sizes.Heads);
        foreach (var parameter in Description.Parameters.Where(p => p.Kind == ParameterKind.Fast))
        {
            long[] shape = [batch, heads, .. parameter.StoredShape(Sizes)[^2..]];
            RequireTensor(state, parameter.Name, input, shape);
            RequireTensor(state, TttState.SumsOf(parameter.Name), input, shape);
        }
        foreach (var (name, channels) in tailChannels) RequireTensor(state, name, input, batch, channels, Settings.ConvKernel);
    }

    static string Text(int? period) => period is { } size ? $"mini-batches of {size}" : "one unending mini-batch";

    void RequireTensor(TttState state, string name, Tensor input, params long[] shape)
    {
        if (!state.Tensors.TryGetValue(name, out var tensor))
            throw new ArgumentException($"The state lacks {name}, which layer {Description.Name} with these options needs.", nameof(state));
        if (!tensor.shape.AsSpan().SequenceEqual(shape))
            throw new ArgumentException($"The state's {name} has shape {ScanShapes.Text(tensor.shape)}; for this layer and a batch of {input.size(0)} it should be {ScanShapes.Text(shape)}.", nameof(state));
        if (tensor.dtype != input.dtype || tensor.device_type != input.device_type)
            throw new ArgumentException($"The state's {name} is {tensor.dtype} on {tensor.device}, the input {input.dtype} on {input.device}.", nameof(state));
    }

    // Every sequence starts from its own copy of the learned initial weights.
    Tensor[] FastWeights(long batch, TttState? state) =>
    [
        .. _fastNames.Select(name =>
        {
            if (state is not null) return state.Tensors[name];
            var stored = Parameter(name);
            return stored.unsqueeze(0).expand(batch, stored.size(0), stored.size(1), stored.size(2));
        }),
    ];

    Tensor[]? Sums(TttState? state) => state is { Offset: > 0 } ? [.. _fastNames.Select(name => state.Tensors[TttState.SumsOf(name)])] : null;

    TttState NextState(TttState? state, long tokens, ScanInputs inputs, ScanResult result, IReadOnlyDictionary<string, Tensor> tails)
    {
        var sums = result.Sums ?? TensorArrays.ZerosLike(inputs.Fast);
        var tensors = new Dictionary<string, Tensor>();
        for (var i = 0; i < _fastNames.Length; i++)
        {
            // The learned initial weights change with the next optimiser step; a state must not.
            var unchanged = ReferenceEquals(result.Fast[i], inputs.Fast[i]);
            tensors[_fastNames[i]] = !unchanged ? result.Fast[i] : state is null ? inputs.Fast[i].clone() : inputs.Fast[i].alias();
            tensors[TttState.SumsOf(_fastNames[i])] = sums[i];
        }
        foreach (var (name, tail_BCk) in tails) tensors[name] = tail_BCk;
        return new TttState(Description.Name, Settings.Period, (state?.Position ?? 0) + tokens, tensors);
    }
}
