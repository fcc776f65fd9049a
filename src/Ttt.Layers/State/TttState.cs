namespace Ttt.Layers;

/// <summary>
/// The state of a test-time-training layer: for each fast weight W the weights at the last boundary ("W", [B,H,r,c]) and what the tokens since then have
/// accumulated ("W.sums", of the same shape; 0 at a boundary), and with convolutions their last inputs ("conv_qk", "conv_v", [B,C,kernel], oldest first).
/// </summary>
public sealed class TttState : ISequenceState
{
    readonly Dictionary<string, Tensor> _tensors;
    readonly string[] _recentSums = [];

    /// <summary>A state of these tensors, which it takes over.</summary>
    /// <param name="layer">The name of the layer it belongs to.</param>
    /// <param name="period">The layer's mini-batch size; null in Batch mode.</param>
    /// <param name="position">Tokens seen.</param>
    /// <param name="tensors">The tensors by name.</param>
    public TttState(string layer, int? period, long position, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        (Layer, Period, Position, _tensors) = (layer, period, position, new(tensors, StringComparer.Ordinal));
        foreach (var tensor in _tensors.Values) tensor.DetachFromDisposeScope();
    }

    internal TttState(string layer, int? period, long position, IEnumerable<KeyValuePair<string, Tensor>> tensors, RecentRows? recent, string[] recentSums)
        : this(layer, period, position, tensors) => (Recent, _recentSums) = (recent, recentSums);

    /// <summary>The name of what <see cref="TttLayer"/> keeps of a convolution's inputs.</summary>
    public const string ConvolutionTail = "conv_qk";

    /// <summary>The name of the layer it belongs to.</summary>
    public string Layer { get; }

    /// <summary>The mini-batch size of that layer; null in Batch mode.</summary>
    public int? Period { get; }

    /// <inheritdoc/>
    public long Position { get; }

    /// <summary>Tokens since the last boundary.</summary>
    public long Offset => Period is { } period ? Position % period : Position;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> Tensors
    {
        get
        {
            foreach (var name in _recentSums) Find(name);
            return _tensors;
        }
    }

    /// <summary>The tokens since the boundary, where the state has them in place of some sums.</summary>
    internal RecentRows? Recent { get; }

    /// <summary>One tensor of the state.</summary>
    internal Tensor this[string name] => Find(name) ?? throw new ArgumentException($"The state of layer {Layer} has no {name}.", nameof(name));

    internal bool HasRecent(string name) => Recent is not null && _recentSums.Contains(name);

    /// <summary>The name of the sums of a fast weight.</summary>
    public static string SumsOf(string fastWeight) => fastWeight + ".sums";

    /// <inheritdoc cref="ISequenceState.Clone"/>
    public TttState Clone() => With(tensor => tensor.detach().clone(), Recent?.Share());

    /// <inheritdoc cref="ISequenceState.Detach"/>
    public TttState Detach() => With(tensor => tensor.detach(), Recent?.Share());

    /// <inheritdoc cref="ISequenceState.Select"/>
    public TttState Select(params long[] sequences) => With(tensor => Sequences.Of(tensor, sequences), Recent?.Select(sequences));

    /// <inheritdoc/>
    public ISequenceState Join(IReadOnlyList<ISequenceState> others)
    {
        ArgumentNullException.ThrowIfNull(others);
        if (others.FirstOrDefault(other => other is not TttState own || own.Layer != Layer || own.Period != Period) is { } foreign)
            throw new ArgumentException($"A {foreign.GetType().Name}{(foreign is TttState { Layer: var layer } ? $" of layer {layer}" : "")} cannot join the state of layer {Layer}.", nameof(others));
        using var scope = torch.NewDisposeScope();
        return new TttState(Layer, Period, Position, [.. Sequences.Joined(this, others)]);
    }

    /// <inheritdoc/>
    public void Save(string path) => StateFile.Write(path, Content);

    /// <inheritdoc/>
    public void Save(Stream stream) => StateFile.Write(stream, Content);

    /// <summary>Reads what <see cref="Save(string)"/> wrote, onto the CPU or a device.</summary>
    /// <exception cref="InvalidDataException">The file is not a state, or not a whole one.</exception>
    public static TttState Load(string path, torch.Device? device = null) => StateFile.Read(path, device, Of);

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote, onto the CPU or a device.</summary>
    /// <exception cref="InvalidDataException">The stream does not hold a state, or not a whole one.</exception>
    public static TttState Load(Stream stream, torch.Device? device = null) => StateFile.Read(stream, device, Of);

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in _tensors.Values) tensor.Dispose();
        Recent?.Dispose();
    }

    StateContent Content => new(Layer, Period, Position, Tensors);

    static TttState Of(StateContent content) => new(content.Layer, content.Period, content.Position, content.Tensors);

    ISequenceState ISequenceState.Clone() => Clone();

    ISequenceState ISequenceState.Detach() => Detach();

    ISequenceState ISequenceState.Select(params long[] sequences) => Select(sequences);

    /// <summary>A tensor by name, or null. A sum that the state has as rows is formed when it is first asked for.</summary>
    internal Tensor? Find(string name)
    {
        if (Recent is null) return _tensors.GetValueOrDefault(name);
        lock (_tensors)
        {
            var place = Array.IndexOf(_recentSums, name);
            if (place >= 0 && !_tensors.ContainsKey(name)) _tensors[name] = Recent.Sum(place).DetachFromDisposeScope();
            return _tensors.GetValueOrDefault(name);
        }
    }

    TttState With(Func<Tensor, Tensor> change, RecentRows? recent)
    {
        using var scope = torch.NewDisposeScope();
        return new(Layer, Period, Position, [.. _tensors.Where(entry => !HasRecent(entry.Key)).Select(entry => KeyValuePair.Create(entry.Key, change(entry.Value)))], recent, _recentSums);
    }
}
