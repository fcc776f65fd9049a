namespace Ttt.Layers;

/// <summary>
/// What the tokens since the last boundary have added to the sums of a state, as the rows L and R that they are products of, Σ LᵀR. A value: a later state has its rows
/// behind those of an earlier one, in the same memory, and what continues an earlier state once more gets memory of its own.
/// </summary>
public sealed class RecentRows : IDisposable
{
    readonly SharedRows _shared;
    bool _disposed;

    RecentRows(SharedRows shared, int count) => (_shared, Count) = (shared, count);

    /// <summary>Tokens since the boundary.</summary>
    public int Count { get; }

    /// <summary>Another holder of the same rows.</summary>
    internal RecentRows Share() => new(_shared.Hold(), Count);

    /// <summary>The rows of some sequences of the batch, in memory of their own.</summary>
    internal RecentRows Select(long[] sequences)
    {
        using var scope = torch.NewDisposeScope();
        return Of([.. Rows.Select(rows => Sequences.Of(rows, sequences))], Count);
    }

    /// <summary>L and R of every sum in turn, [B,H,capacity,columns]; rows from <see cref="Count"/> on mean nothing.</summary>
    internal Tensor[] Rows => _shared.Rows;

    internal static RecentRows Of(Tensor[] rows, int count) => new(new SharedRows(rows, count), count);

    internal static RecentRows Empty(IReadOnlyList<RecentSum> sums, long batch, long heads, int capacity, torch.Device device) => new(new SharedRows(sums, batch, heads, capacity, device), 0);

    /// <summary>These rows with room for one more, which the caller writes.</summary>
    internal RecentRows Extended()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new(_shared.TryClaim(Count) ? _shared.Hold() : _shared.Copy(Count), Count + 1);
    }

    /// <summary>The sum in this place, [B,H,L,R].</summary>
    internal Tensor Sum(int place)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        var (left, right) = (Rows[2 * place].narrow(2, 0, Count), Rows[2 * place + 1].narrow(2, 0, Count));
        return left.transpose(2, 3).matmul(right).MoveToOuterDisposeScope();
    }

    /// <summary>Gives the rows up.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _shared.Release();
    }

    /// <summary>The memory, and how many rows of it somebody has.</summary>
    sealed class SharedRows
    {
        int _filled, _holders = 1;

        internal SharedRows(IReadOnlyList<RecentSum> sums, long batch, long heads, int capacity, torch.Device device)
            : this([.. sums.SelectMany(sum => new[] { sum.Left, sum.Right }).Select(columns => torch.empty(batch, heads, capacity, columns, dtype: torch.float32, device: device))], 0) { }

        internal SharedRows(Tensor[] rows, int filled)
        {
            (Rows, _filled) = (rows, filled);
            foreach (var tensor in rows) tensor.DetachFromDisposeScope();
        }

        internal Tensor[] Rows { get; }

        internal bool TryClaim(int row) => Interlocked.CompareExchange(ref _filled, row + 1, row) == row;

        internal SharedRows Copy(int rows)
        {
            using var scope = torch.NewDisposeScope();
            var copies = Rows.Select(old =>
            {
                var copy = torch.empty(old.shape, dtype: torch.float32, device: old.device);
                if (rows > 0) copy.narrow(2, 0, rows).copy_(old.narrow(2, 0, rows));
                return copy;
            });
            return new([.. copies], rows + 1);
        }

        internal SharedRows Hold()
        {
            Interlocked.Increment(ref _holders);
            return this;
        }

        internal void Release()
        {
            if (Interlocked.Decrement(ref _holders) > 0) return;
            foreach (var tensor in Rows) tensor.Dispose();
        }
    }
}
