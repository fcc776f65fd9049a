namespace Ttt.Layers;

/// <summary>
/// The inner loop of a layer, one token after another, where its state lies: fused kernels in float32 on the CPU, where steps allocate nothing, or on a CUDA device. The
/// caller fills <see cref="Rows"/>, calls <see cref="Step"/> and reads <see cref="Output"/>. It belongs to one thread at a time.
/// </summary>
public sealed class InnerDecoder : IDisposable
{
    readonly TokenKernels _kernels;
    readonly KernelEngine _engine;
    readonly DecoderState _state;
    readonly KernelMemory[] _row, _slow;
    readonly Tensor[] _owned;
    readonly long? _period;
    readonly int _keys, _heads, _units;
    readonly long _numbers;

    internal InnerDecoder(TokenKernels kernels, KernelEngine engine, ScanRows rows, Tensor output, Tensor[] slow, DecoderState state, int? period, long position)
    {
        (_kernels, _engine, _state, _period, Rows, Output, Position) = (kernels, engine, state, period, rows, output, position);
        _keys = state.UsesRows ? period!.Value : 1;
        (_heads, _units) = ((int)output.size(1), (int)(output.size(0) * output.size(1)));
        _owned = [.. TokenTensors.Of(rows), .. slow, output];
        foreach (var tensor in _owned) tensor.DetachFromDisposeScope();
        _row = [.. TokenTensors.Of(rows).Select(KernelMemory.OfToken)];
        _slow = [.. slow.Select((tensor, i) => KernelMemory.OfSlow(tensor, _heads, tensor.numel() != kernels.SlowSizes[i]))];
        _numbers = state.Slots.Sum(tensor => tensor?.numel() ?? 0);
    }

    /// <summary>The next token, [B,H,1,·] and τ [1]: what <see cref="TttLayer.InnerLoop"/> reads. The caller writes into these tensors.</summary>
    public ScanRows Rows { get; }

    /// <summary>The answer to the last token, [B,H,1,Dv]; the next step writes over it.</summary>
    public Tensor Output { get; }

    /// <summary>Tokens seen, those before the decoder among them.</summary>
    public long Position { get; private set; }

    /// <summary>Runs the token in <see cref="Rows"/>.</summary>
    public void Step()
    {
        Decode();
        _state.Advance();
        if (++Position % _period != 0) return;
        if (_kernels.HasBoundary) Boundary();
        _state.Cross();
    }

    internal DecoderState State => _state;

    /// <summary>Whether the machine takes the kernels: runs both, on what the first step and boundary write again. Where it does not, that is said once.</summary>
    internal bool CanRun => _engine.Or(
        () =>
        {
            Decode();
            if (_kernels.HasBoundary) Boundary();
            return true;
        },
        static () => false);

    /// <summary>Frees the state and the tensors of the rows and the output.</summary>
    public void Dispose()
    {
        foreach (var tensor in _owned) tensor.Dispose();
        _state.Dispose();
    }

    void Decode() => Run(_state.UsesRows ? KernelKind.RecentDecode : KernelKind.Decode, _state.Decoded);

    void Boundary() => Run(_state.UsesRows ? KernelKind.RecentBoundary : KernelKind.Boundary, _state.Crossed);

    void Run(KernelKind kind, KernelMemory[] to)
        => _engine.Run(new TokenRun(kind, _keys, _state.UsesRows ? _state.Count : _keys, _units, _heads, _row, _state.Inputs, to, _slow), _numbers);
}
