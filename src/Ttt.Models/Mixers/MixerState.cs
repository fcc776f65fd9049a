using Ttt.Layers;

namespace Ttt.Models;

/// <summary>The state of a mixer that is no test-time-training layer: its tensors by name, and the name of the kind of mixer they belong to.</summary>
public sealed class MixerState : ISequenceState
{
    readonly Dictionary<string, Tensor> tensors;

    /// <summary>A state of these tensors, which it takes over.</summary>
    /// <param name="mixer">The kind of mixer it belongs to.</param>
    /// <param name="position">Tokens seen.</param>
    /// <param name="tensors">The tensors by name, the batch as their first axis.</param>
    public MixerState(string mixer, long position, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        (Mixer, Position, this.tensors) = (mixer, position, new(tensors, StringComparer.Ordinal));
        foreach (var tensor in this.tensors.Values)
            tensor.DetachFromDisposeScope();
    }

    /// <summary>The kind of mixer it belongs to.</summary>
    public string Mixer { get; }

    public long Position { get; }

    public IReadOnlyDictionary<string, Tensor> Tensors => tensors;

    public ISequenceState Clone() => With(tensor => tensor.detach().clone());

    public ISequenceState Detach() => With(tensor => tensor.detach());

    public ISequenceState Select(params long[] sequences) => With(tensor => Sequences.Of(tensor, sequences));

    public ISequenceState Join(IReadOnlyList<ISequenceState> others)
    {
        foreach (var other in others)
            Own(other, Mixer);
        using var scope = torch.NewDisposeScope();
        return new MixerState(Mixer, Position, [.. Sequences.Joined(this, others)]);
    }

    public void Save(string path) => StateFile.Write(path, new(Mixer, null, Position, tensors));

    public void Save(Stream stream) => StateFile.Write(stream, new(Mixer, null, Position, tensors));

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote for this kind of mixer, onto the CPU or a device.</summary>
    /// <exception cref="InvalidDataException">The stream holds no state, not a whole one, or one of another kind of mixer.</exception>
    public static MixerState Load(Stream stream, string mixer, torch.Device? device = null) => StateFile.Read(stream, device, content => content.Layer == mixer
        ? new MixerState(mixer, content.Position, content.Tensors)
        : throw new InvalidDataException($"the state belongs to a layer '{content.Layer}', not to {mixer}."));

    /// <summary>Memory behind the tensors that the next state may grow into; a matter of time, never of values.</summary>
    internal KeyValueCache? Cache { get; init; }

    public void Dispose()
    {
        Cache?.Dispose();
        foreach (var tensor in tensors.Values)
            tensor.Dispose();
    }

    /// <summary>The state that a mixer was given, as its own.</summary>
    /// <exception cref="ArgumentException">It is the state of another kind of mixer.</exception>
    internal static MixerState? Own(ISequenceState? state, string mixer) => state switch
    {
        null => null,
        MixerState own when own.Mixer == mixer => own,
        MixerState other => throw new ArgumentException($"{mixer} cannot continue from the state of {other.Mixer}.", nameof(state)),
        _ => throw new ArgumentException($"{mixer} cannot continue from a {state.GetType().Name}; it needs its own {nameof(MixerState)}.", nameof(state)),
    };

    /// <summary>One of the tensors, which must fit the layer and its input.</summary>
    /// <exception cref="ArgumentException">It is missing, or has another shape, type or device.</exception>
    internal Tensor Require(string name, Tensor input, params long[] shape)
    {
        if (!tensors.TryGetValue(name, out var tensor))
            throw new ArgumentException($"The state of {Mixer} lacks '{name}'.", nameof(name));
        if (!tensor.shape.AsSpan().SequenceEqual(shape))
            throw new ArgumentException($"The state's '{name}' is [{string.Join(",", tensor.shape)}]; for this layer, position {Position} and a batch of {shape[0]} it should be [{string.Join(",", shape)}].", nameof(name));
        if (tensor.dtype != input.dtype || tensor.device_type != input.device_type)
            throw new ArgumentException($"The state's '{name}' is {tensor.dtype} on {tensor.device}, the input {input.dtype} on {input.device}.", nameof(name));
        return tensor;
    }

    MixerState With(Func<Tensor, Tensor> change)
    {
        using var scope = torch.NewDisposeScope();
        return new(Mixer, Position, [.. tensors.Select(entry => KeyValuePair.Create(entry.Key, change(entry.Value)))]);
    }
}
