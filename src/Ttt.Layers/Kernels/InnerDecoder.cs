using Ttt.Kernels;

namespace Ttt.Layers;

/// <summary>
/// The inner loop of a layer, one token after another, where its state lies: fused kernels on the CPU in float32. Steps allocate nothing. The caller fills
/// <see cref="Rows"/>, calls <see cref="Step"/> and reads <see cref="Output"/>. It belongs to one thread at a time.
/// </summary>
public sealed class InnerDecoder : IDisposable
{
    // Numbers of state below which handing over to a thread costs more than it saves.
    const long ThreadNumbers = 1 << 18;

    readonly TokenKernels _kernels;
    readonly KernelPool _pool;
    readonly DecoderState _state;
    readonly KernelMemory[] _row, _slow;
    readonly KernelMemory _output;
    readonly Tensor[] _owned;
    readonly long? _period;
    readonly int _keys, _heads, _units;
    readonly bool _threaded;

    internal InnerDecoder(TokenKernels kernels, KernelPool pool, ScanRows rows, Tensor output, Tensor[] slow, DecoderState state, int? period, long position)
    {
        (_kernels, _pool, _state, _period, Rows, Output, Position) = (kernels, pool, state, period, rows, output, position);
        _keys = state.UsesRows ? period!.Value : 1;
        (_heads, _units) = ((int)output.size(1), (int)(output.size(0) * output.size(1)));
        _owned = [.. TokenTensors.Of(rows), .. slow, output];
        foreach (var tensor in _owned) tensor.DetachFromDisposeScope();
        _row = [.. TokenTensors.Of(rows).Select(KernelMemory.OfToken)];
        _slow = [.. slow.Select((tensor, i) => KernelMemory.OfSlow(tensor, _heads, tensor.numel() != kernels.SlowSizes[i]))];
        _output = KernelMemory.Of(output);
        _threaded = state.Slots.Sum(tensor => tensor?.numel() ?? 0) >= ThreadNumbers;
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
        Run(_state.UsesRows ? KernelKind.RecentDecode : KernelKind.Decode);
        _state.Advance();
        if (++Position % _period != 0) return;
        if (_kernels.HasBoundary) Run(_state.UsesRows ? KernelKind.RecentBoundary : KernelKind.Boundary);
        _state.Cross();
    }

    internal DecoderState State => _state;

    /// <summary>Frees the state and the tensors of the rows and the output.</summary>
    public void Dispose()
    {
        foreach (var tensor in _owned) tensor.Dispose();
        _state.Dispose();
    }

    void Run(KernelKind kind)
    {
        var threads = _threaded ? torch.get_num_threads() : 1;
        if (threads > 1)
        {
            Workers.For(_units, threads, (_, unit) =>
            {
                var own = _pool.Rent(kind, 1, _keys);
                RunUnit(own, kind, unit);
                _pool.Return(kind, 1, _keys, own);
            });
            return;
        }
        var kernel = _pool.Rent(kind, 1, _keys);
        for (var unit = 0; unit < _units; unit++) RunUnit(kernel, kind, unit);
        _pool.Return(kind, 1, _keys, kernel);
    }

    void RunUnit(Kernel kernel, KernelKind kind, int unit)
    {
        Span<Ptr> inputs = stackalloc Ptr[_row.Length + _state.Inputs.Length];
        At(_row, inputs, unit);
        At(_state.Inputs, inputs[_row.Length..], unit);
        Span<Ptr> outputs = stackalloc Ptr[1 + Math.Max(_state.Decoded.Length, _state.Crossed.Length)];
        if (kind is KernelKind.Decode or KernelKind.RecentDecode)
        {
            outputs[0] = _output.At(unit);
            At(_state.Decoded, outputs[1..], unit);
        }
        else At(_state.Crossed, outputs, unit);
        Span<Ptr> slow = stackalloc Ptr[_slow.Length];
        At(_slow, slow, unit % _heads);
        if (_state.UsesRows) kernel.Resize(_state.Count);
        kernel.Prepare(slow);
        kernel.Run(inputs, outputs);
    }

    static void At(ReadOnlySpan<KernelMemory> memory, Span<Ptr> places, int unit)
    {
        for (var i = 0; i < memory.Length; i++) places[i] = memory[i].At(unit);
    }
}
