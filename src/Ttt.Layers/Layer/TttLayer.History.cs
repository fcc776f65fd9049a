namespace Ttt.Layers;

// The earlier tokens that a window or the inner model itself reads: the last of them travel in the state.
public abstract partial class TttLayer
{
    const string PastQuery = "past.query";
    const string PastKey = "past.key";
    const string PastValue = "past.value";
    const string PastWeight = "past.weight";

    int History => Settings.Window - 1;

    int Lag => Description.Previous.Count == 0 ? 0 : Description.Previous.Max();

    /// <summary>What a state has to hold of earlier tokens, [B,H,rows,columns] each.</summary>
    IEnumerable<(string Name, long Rows, long Columns)> HistoryShapes => new[]
    {
        (PastQuery, (long)Lag, (long)InputSize), (PastKey, Lag + History, InputSize), (PastValue, History, LabelSize), (PastWeight, History, 1),
    }.Where(entry => entry.Item2 > 0);

    (ScanRows Tokens, List<KeyValuePair<string, Tensor>> Tails) WithHistory(Views views, Tensor position_T, TttState? state)
    {
        var tails = new List<KeyValuePair<string, Tensor>>();
        var tokens = views.Query.size(2);
        Tensor extended(string name, Tensor view, int rows)
        {
            if (rows == 0) return view;
            var past = state?[name] ?? torch.zeros(view.size(0), view.size(1), rows, view.size(3), dtype: view.dtype, device: view.device);
            var all = torch.cat([past, view], 2);
            tails.Add(new(name, all.narrow(2, tokens, rows).clone()));
            return all;
        }
        var (query, key) = (extended(PastQuery, views.Query, Lag), extended(PastKey, views.Key, Lag + History));
        Tensor[] earlier(Tensor all, long rows) => [.. Description.Previous.Select(ago => all.narrow(2, Lag - ago, rows))];
        var rows = new ScanRows(
            views.Query, Lag == 0 ? key : key.narrow(2, Lag, History + tokens), extended(PastValue, views.Value, History), views.Gates, position_T,
            views.Weight is null ? null : extended(PastWeight, views.Weight, History), earlier(query, tokens), earlier(key, History + tokens));
        return (rows, tails);
    }
}
