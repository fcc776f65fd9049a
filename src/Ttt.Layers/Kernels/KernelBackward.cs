using Ttt.Kernels;

namespace Ttt.Layers;

/// <summary>Runs the backward kernel over a block, last mini-batch first.</summary>
sealed class KernelBackward
{
    readonly KernelCall _call;
    readonly KernelPool _pool;
    readonly long _group;
    readonly KernelMemory[] _tape;
    readonly KernelMemory[] _states;
    readonly KernelMemory[] _dOutput;
    readonly KernelMemory[] _dAfter;
    readonly KernelMemory[] _dRows;
    readonly KernelMemory[] _dBefore;
    readonly KernelMemory[] _dSlow;
    readonly int[] _stateNumbers;

    internal KernelBackward(KernelCall call, KernelPool pool, BackwardTensors tensors)
    {
        (_call, _pool, _group) = (call, pool, tensors.Group);
        KernelMemory[] Read(Tensor[] of) => [.. of.Select(call.Memory)];
        KernelMemory[] Written(Tensor[] of) => [.. of.Select(KernelMemory.Of)];
        (_tape, _states, _dOutput, _dAfter) = (Read(tensors.Tape), Read(tensors.States), Read([tensors.DOutput]), Read(tensors.DAfter));
        (_dRows, _dBefore, _dSlow) = (Written(tensors.DRows), Written(tensors.DBefore), Written(tensors.DSlow));
        _stateNumbers = [.. tensors.DAfter.Select(tensor => (int)(tensor.size(2) * tensor.size(3)))];
    }

    int StateCount => _stateNumbers.Length;

    internal void Run() => _call.ForUnits(_pool, KernelKind.Backward, _call.Kernels.Reversed is null ? Rebuilt : Reversed);

    /// <summary>States by running the updates in reverse from those after each group.</summary>
    void Reversed(Kernel kernel, int unit)
    {
        var reversed = _call.Kernels.Reversed!;
        using var arena = new Arena();
        Span<Ptr> inputs = stackalloc Ptr[_call.InputCount(StateCount)];
        Span<Ptr> outputs = stackalloc Ptr[_dRows.Length];
        Span<Ptr> carried = stackalloc Ptr[reversed.Count + StateCount + _dSlow.Length];
        Span<Ptr> scratch = stackalloc Ptr[reversed.Count];
        for (var i = 0; i < scratch.Length; i++) scratch[i] = arena.Take(_stateNumbers[reversed[i]]);
        _call.Prepare(kernel, unit);
        for (var n = _call.MiniBatches - 1; n >= 0; n--)
        {
            if (n == _call.MiniBatches - 1 || (n + 1) % _group == 0)
            {
                if (n < _call.MiniBatches - 1) Save(kernel, carried, scratch, unit);
                for (var i = 0; i < scratch.Length; i++) carried[i] = _states[reversed[i]].At(unit, (nint)(n / _group));
                Cotangents(carried[scratch.Length..], unit, n == _call.MiniBatches - 1);
                kernel.Begin(carried);
            }
            Step(kernel, inputs, outputs, unit, n);
        }
        Save(kernel, carried, scratch, unit);
    }

    /// <summary>States of one group at a time by running the updates forward from its first.</summary>
    void Rebuilt(Kernel kernel, int unit)
    {
        var (length, keys) = ((int)_call.Length, (int)_call.Keys);
        var forward = _pool.Rent(KernelKind.States, length, keys);
        using var arena = new Arena();
        var group = new Ptr[_group * StateCount];
        for (var i = 0; i < group.Length; i++) group[i] = arena.Take(_stateNumbers[i % StateCount]);
        Span<Ptr> inputs = stackalloc Ptr[_call.InputCount(StateCount)];
        Span<Ptr> outputs = stackalloc Ptr[_dRows.Length];
        Span<Ptr> carried = stackalloc Ptr[StateCount + _dSlow.Length];
        Span<Ptr> start = stackalloc Ptr[StateCount];
        _call.Prepare(kernel, unit);
        _call.Prepare(forward, unit);
        Cotangents(carried, unit, true);
        kernel.Begin(carried);
        for (var first = (_call.MiniBatches - 1) / _group * _group; first >= 0; first -= _group)
        {
            var end = Math.Min(first + _group, _call.MiniBatches);
            for (var i = 0; i < StateCount; i++) start[i] = _states[i].At(unit, (nint)(first / _group));
            forward.Begin(start);
            for (var n = first; n < end; n++)
            {
                forward.End(group.AsSpan((int)(n - first) * StateCount, StateCount));
                if (n == end - 1) break;
                SetInputs(inputs, unit, n);
                _call.Expect(forward, unit, n + 1, _tape);
                forward.Run(inputs, []);
            }
            for (var n = end - 1; n >= first; n--)
            {
                group.AsSpan((int)(n - first) * StateCount, StateCount).CopyTo(inputs[_call.RowCount..]);
                Step(kernel, inputs, outputs, unit, n);
            }
        }
        Cotangents(carried, unit, false);
        kernel.End(carried);
        _pool.Return(KernelKind.States, length, keys, forward);
    }

    void Step(Kernel kernel, Span<Ptr> inputs, Span<Ptr> outputs, int unit, long n)
    {
        SetInputs(inputs, unit, n);
        _call.Expect(kernel, unit, n - 1, _tape, _dOutput, _dRows);
        for (var i = 0; i < _dRows.Length; i++) outputs[i] = _dRows[i].At(unit, (nint)n);
        kernel.Run(inputs, outputs);
    }

    void SetInputs(Span<Ptr> inputs, int unit, long n)
    {
        _call.SetRows(inputs, unit, n);
        for (var i = 0; i < _tape.Length; i++) inputs[_call.TapeStart(StateCount) + i] = _tape[i].At(unit, (nint)n);
        inputs[^1] = _dOutput[0].At(unit, (nint)n);
    }

    void Save(Kernel kernel, Span<Ptr> carried, Span<Ptr> scratch, int unit)
    {
        scratch.CopyTo(carried);
        Cotangents(carried[scratch.Length..], unit, false);
        kernel.End(carried);
    }

    void Cotangents(Span<Ptr> places, int unit, bool first)
    {
        for (var i = 0; i < StateCount; i++) places[i] = (first ? _dAfter : _dBefore)[i].At(unit);
        for (var i = 0; i < _dSlow.Length; i++) places[StateCount + i] = _dSlow[i].At(unit);
    }
}
