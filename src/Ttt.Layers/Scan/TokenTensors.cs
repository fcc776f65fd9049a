namespace Ttt.Layers;

/// <summary>The tensors of rows as one list: q, k, v, gates, τ, ω, past queries, past keys.</summary>
static class TokenTensors
{
    internal static Tensor[] Of(ScanRows rows)
        => [rows.Query, rows.Key, rows.Value, .. rows.Gates, rows.Position, .. rows.Weight is { } weight ? [weight] : Array.Empty<Tensor>(), .. rows.QueryPast, .. rows.KeyPast];

    internal static int Count(ScanRows rows) => 4 + rows.Gates.Length + (rows.Weight is null ? 0 : 1) + rows.QueryPast.Length + rows.KeyPast.Length;

    /// <summary>The same layout with other tensors.</summary>
    internal static ScanRows With(ScanRows rows, Tensor[] tensors)
    {
        var gates = 3 + rows.Gates.Length;
        var past = gates + 1 + (rows.Weight is null ? 0 : 1);
        var keys = past + rows.QueryPast.Length;
        return new(tensors[0], tensors[1], tensors[2], tensors[3..gates], tensors[gates], rows.Weight is null ? null : tensors[gates + 1], tensors[past..keys], tensors[keys..]);
    }

    /// <summary>What has a row for each token.</summary>
    internal static Tensor[] Tokens(ScanRows rows) => [rows.Query, .. rows.Gates, rows.Position, .. rows.QueryPast];

    /// <summary>What has a row for each key.</summary>
    internal static Tensor[] Keys(ScanRows rows) => [rows.Key, rows.Value, .. rows.Weight is { } weight ? [weight] : Array.Empty<Tensor>(), .. rows.KeyPast];

    /// <summary>The same rows, contiguous.</summary>
    internal static ScanRows Contiguous(ScanRows rows) => Map(rows, t => t.contiguous(), t => t.contiguous());

    /// <summary>Applies one function to what has a row for each token, another to what has a row for each key.</summary>
    internal static ScanRows Map(ScanRows rows, Func<Tensor, Tensor> token, Func<Tensor, Tensor> key) => new(
        token(rows.Query), key(rows.Key), key(rows.Value), [.. rows.Gates.Select(token)], token(rows.Position),
        rows.Weight is null ? null : key(rows.Weight), [.. rows.QueryPast.Select(token)], [.. rows.KeyPast.Select(key)]);
}
