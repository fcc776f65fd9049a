namespace Ttt.Models;

/// <summary>Measures what a model makes of its context: loss by token index, and loss of the same tokens after contexts of several lengths.</summary>
public static class CurveEvaluator
{
    /// <summary>Loss by the token's index in its window, in bins that grow with the index. Every window begins anew; a good user of context gets better all along.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tokens">The text.</param>
    /// <param name="length">Tokens of a window.</param>
    /// <param name="options">Windows, bins, memory.</param>
    /// <param name="cancellation">Ends the measurement.</param>
    /// <exception cref="TttException">The text is shorter than a window, or options cannot work.</exception>
    public static LossCurve ByIndex(LanguageModel model, int[] tokens, int length, CurveOptions options, CancellationToken cancellation = default)
    {
        options.Require();
        RequireLength(length, 1);
        var starts = WindowStarts.Spread(tokens.Length, length, options.Windows);
        var bins = new LogBins(options.BinsPerDoubling);
        var count = bins.Of(length - 1) + 1;
        (long From, long To)[] parts = [.. Enumerable.Range(0, count).Select(i => (bins.From(i), Math.Min(bins.To(i), length)))];
        var sums = parts.Select(_ => new double[starts.Length]).ToArray();
        new TokenLosses(model, tokens).Read(starts, length, options.BatchSize, options.ChunkLength, (window, index, loss) => sums[bins.Of(index)][window] += loss, cancellation);
        return new(starts, parts, [.. sums.Zip(parts, (sum, part) => sum.Select(s => s / (part.To - part.From)).ToArray())]);
    }

    /// <summary>
    /// Loss after contexts of several lengths. The predicted tokens are the same for all: windows of each length end at the same places, and their last tokens count, as many
    /// as half the shortest length. So a token of the window of length T has between T − s and T tokens to go by, s being those that count. A point is one length.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="tokens">The text.</param>
    /// <param name="lengths">Lengths of windows, each at least 2.</param>
    /// <param name="options">Windows, memory.</param>
    /// <param name="cancellation">Ends the measurement.</param>
    /// <exception cref="TttException">The text is shorter than the longest window, or lengths or options cannot work.</exception>
    public static LossCurve ByContext(LanguageModel model, int[] tokens, IReadOnlyList<int> lengths, CurveOptions options, CancellationToken cancellation = default)
    {
        options.Require();
        if (lengths.Count == 0)
            throw new TttException("no length of a context is given");
        foreach (var length in lengths)
            RequireLength(length, 2);
        int[] sorted = [.. lengths.Distinct().Order()];
        var (longest, counted) = (sorted[^1], sorted[0] / 2);
        var starts = WindowStarts.Spread(tokens.Length, longest, options.Windows);
        var reader = new TokenLosses(model, tokens);
        return new(starts, [.. sorted.Select(length => ((long)length - counted, (long)length))], [.. sorted.Select(Measure)]);

        double[] Measure(int length)
        {
            var sums = new double[starts.Length];
            reader.Read([.. starts.Select(start => start + longest - length)], length, options.BatchSize, options.ChunkLength,
                (window, index, loss) => sums[window] += index >= length - counted ? loss : 0, cancellation);
            return [.. sums.Select(sum => sum / counted)];
        }
    }

    static void RequireLength(int length, int least)
    {
        if (length < least)
            throw new TttException($"a window must have at least {least} token{(least == 1 ? "" : "s")}, not {length}");
    }
}
