using TorchSharp;
using Ttt.Layers;

namespace Ttt.Cli;

/// <summary>Rows for a scan, as the layer's own views make them of random tokens.</summary>
static class TokenRows
{
    /// <summary>Tokens whose views are computed; longer sequences repeat them.</summary>
    const int Least = 256;

    public static ScanRows Random(TttLayer layer, BenchShape shape, int tokens)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var period = layer.Settings.MiniBatchSize;
        var computed = Math.Min((tokens + period - 1) / period, Math.Max(1, (Least + period - 1) / period)) * period;
        var views = layer.Activations(torch.randn(shape.Batch, computed, shape.Width));
        var repeats = (tokens + computed - 1) / computed;
        Tensor Long(Tensor x) => x.repeat(1, 1, repeats, 1).narrow(2, 0, tokens).contiguous();
        var window = layer.Settings.Window - 1;
        // a window reads earlier tokens: there are none, so they are zero
        Tensor WithHistory(Tensor x) => window == 0 ? x : torch.cat([torch.zeros(x.shape[0], x.shape[1], window, x.shape[3]), x], 2);
        var (q, k, v) = (Long(views.Query), WithHistory(Long(views.Key)), WithHistory(Long(views.Value)));
        var weight = window == 0 ? null : torch.ones(q.shape[0], q.shape[1], tokens + window, 1);
        var past = layer.Description.Previous.Count;
        var rows = new ScanRows(q, k, v, [.. views.Gates.Select(Long)], views.Position.repeat(repeats).narrow(0, 0, tokens).contiguous(), weight,
            [.. Enumerable.Range(0, past).Select(_ => q.clone())], [.. Enumerable.Range(0, past).Select(_ => k.clone())]);
        foreach (var tensor in All(rows)) tensor.MoveToOuterDisposeScope();
        return rows;
    }

    /// <summary>Every tensor of the rows, once.</summary>
    public static IEnumerable<Tensor> All(ScanRows rows) =>
    [
        rows.Query, rows.Key, rows.Value, .. rows.Gates, rows.Position, .. rows.Weight is { } weight ? [weight] : Array.Empty<Tensor>(), .. rows.QueryPast, .. rows.KeyPast,
    ];

    /// <summary>One token, with the history in front of its keys.</summary>
    public static ScanRows Token(ScanRows rows, int index, int history)
    {
        Tensor One(Tensor x) => x.narrow(2, index, 1).contiguous();
        Tensor Keys(Tensor x) => x.narrow(2, index, history + 1).contiguous();
        return new(One(rows.Query), Keys(rows.Key), Keys(rows.Value), [.. rows.Gates.Select(One)], rows.Position.narrow(0, index, 1).contiguous(),
            rows.Weight is { } weight ? Keys(weight) : null, [.. rows.QueryPast.Select(One)], [.. rows.KeyPast.Select(Keys)]);
    }
}
