namespace Ttt.Models;

/// <summary>
/// Rows that read on: every row has an equal part of the stream, from which each batch takes the next window. A window ends with its document, so that a row begins anew
/// only at the start of a window; after its part a row begins again.
/// </summary>
sealed class CarriedWindows : IBatchSource
{
    readonly TokenWindows windows;
    readonly (long[] Starts, long[] Before)[] rows;

    /// <exception cref="TttException">A row's part of the stream has nothing to predict.</exception>
    public CarriedWindows(TokenWindows windows, int rows)
    {
        this.windows = windows;
        var share = windows.Tokens.Length / rows;
        this.rows = [.. Enumerable.Range(0, rows).Select(row => Part(row * share, row == rows - 1 ? windows.Tokens.Length : (row + 1) * share))];
        if (this.rows.Any(part => part.Before[^1] == 0))
            throw new TttException($"the training text has {windows.Tokens.Length} tokens, too few for {rows} rows that read on; use a longer text or fewer rows");
    }

    public SequenceBatch Batch(long index)
    {
        var places = rows.Select(row => Place(row, index)).ToArray();
        var batch = windows.Read([.. places.Select(place => place.Start)], [.. places.Select(place => place.End)]);
        return new TokenBatch(batch.Rows, batch.Inputs, batch.Targets) { Continues = [.. places.Select(place => place.Continues)] };
    }

    // Where the documents of a part begin, its end last, and how many windows lie before each.
    (long[] Starts, long[] Before) Part(long first, long end)
    {
        long[] starts = [first, .. windows.Documents.Where(start => start > first && start < end), end];
        var before = new long[starts.Length];
        for (var i = 0; i + 1 < starts.Length; i++)
        {
            // the last token of a document has nothing after it to predict
            var ends = starts[i + 1] == windows.Tokens.Length || Array.BinarySearch(windows.Documents, starts[i + 1]) >= 0;
            before[i + 1] = before[i] + (starts[i + 1] - starts[i] - (ends ? 1 : 0) + windows.Length - 1) / windows.Length;
        }
        return (starts, before);
    }

    (long Start, long End, bool Continues) Place((long[] Starts, long[] Before) part, long index)
    {
        var window = index % part.Before[^1];
        // the last document that begins at or before this window; those without windows are passed over
        var document = Array.FindLastIndex(part.Before, before => before <= window);
        var within = window - part.Before[document];
        return (part.Starts[document] + within * windows.Length, part.Starts[document + 1], within > 0);
    }
}
