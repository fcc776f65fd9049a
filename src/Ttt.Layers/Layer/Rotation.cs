namespace Ttt.Layers;

/// <summary>
/// Rotary position encoding of interleaved pairs: (a, b) → (a cos φ − b sin φ, b cos φ + a sin φ), φ = p · base^(−2i/D). The position p restarts at each
/// boundary; in Batch mode and in attention it does not. Angles are computed in double precision; those of the first positions are kept in a table.
/// </summary>
sealed class Rotation : IDisposable
{
    // A sequence may be endless, a table may not.
    const long KeptPositions = 1 << 14;

    readonly int _size;
    readonly double _base;
    readonly int? _period;
    readonly Lock _lock = new();
    Table? _table;

    internal Rotation(int size, double rotationBase, int? period)
    {
        if (size % 2 != 0)
            throw new ArgumentException($"RoPE rotates pairs of channels, but a head has {size}; choose an even head dimension or Rope = false.");
        (_size, _base, _period) = (size, rotationBase, period);
    }

    /// <summary>The factors of tokens: cos twice per pair, and −sin, sin.</summary>
    internal readonly record struct Angles(Tensor Cos_TD, Tensor Sin_TD);

    sealed record Table(Tensor Cos_PD, Tensor Sin_PD)
    {
        internal long Positions { get; } = Cos_PD.size(0);

        internal void Dispose()
        {
            Cos_PD.Dispose();
            Sin_PD.Dispose();
        }
    }

    /// <summary>The factors of these tokens, in the type and on the device of <paramref name="like"/>.</summary>
    internal Angles At(long first, long tokens, Tensor like)
    {
        if (_period is null && first + tokens > KeptPositions) return Compute(first, tokens, like);
        lock (_lock)
        {
            var start = _period is { } period ? first % period : first;
            var table = TableFor(_period ?? first + tokens, like);
            if (start + tokens <= table.Positions) return new(table.Cos_PD.narrow(0, start, tokens), table.Sin_PD.narrow(0, start, tokens));
            var index = new long[tokens];
            for (var t = 0; t < tokens; t++) index[t] = (start + t) % table.Positions;
            var index_T = torch.tensor(index, device: like.device);
            return new(table.Cos_PD.index_select(0, index_T), table.Sin_PD.index_select(0, index_T));
        }
    }

    /// <summary>Rotates every pair of channels of [B,H,T,D].</summary>
    internal static Tensor Apply(Tensor x_BHTD, Angles angles) => RotationFunction.Serves(x_BHTD) ? RotationFunction.Of(x_BHTD, angles) : ByOperations(x_BHTD, angles);

    internal static Tensor ByOperations(Tensor x_BHTD, Angles angles)
    {
        var shape = x_BHTD.shape;
        var pairs = x_BHTD.reshape(shape[0], shape[1], shape[2], shape[3] / 2, 2);
        var swapped_BHTD = torch.cat([pairs.narrow(-1, 1, 1), pairs.narrow(-1, 0, 1)], -1).reshape(shape);
        return x_BHTD * angles.Cos_TD + swapped_BHTD * angles.Sin_TD;
    }

    public void Dispose() => _table?.Dispose();

    Table TableFor(long positions, Tensor like)
    {
        if (_table is { } table && table.Positions >= positions && table.Cos_PD.dtype == like.dtype && table.Cos_PD.device_type == like.device_type) return table;
        _table?.Dispose();
        var angles = Compute(0, _period ?? (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)positions), like);
        return _table = new Table(angles.Cos_TD.DetachFromDisposeScope(), angles.Sin_TD.DetachFromDisposeScope());
    }

    Angles Compute(long first, long positions, Tensor like)
    {
        var (cos, sin) = (new double[positions * _size], new double[positions * _size]);
        for (var i = 0; i < _size / 2; i++)
        {
            var frequency = Math.Pow(_base, -2.0 * i / _size);
            for (long p = 0; p < positions; p++)
            {
                var (s, c) = Math.SinCos((first + p) * frequency);
                var at = p * _size + 2 * i;
                (cos[at], cos[at + 1], sin[at], sin[at + 1]) = (c, c, -s, s);
            }
        }
        Tensor tensor(double[] values) => torch.tensor(values, [positions, _size], dtype: like.dtype, device: like.device);
        return new(tensor(cos), tensor(sin));
    }
}
