namespace Ttt.Models;

/// <summary>Where the windows of an evaluation begin.</summary>
static class WindowStarts
{
    const int Wanted = 16;

    /// <summary>Windows of equal length spread evenly from the text's first token to its last; the same for every model.</summary>
    /// <param name="tokens">Tokens of the text.</param>
    /// <param name="length">Tokens predicted in a window; one more is read.</param>
    /// <param name="count">Windows; 0: as many as fit without overlap, or 16 that overlap where fewer fit.</param>
    /// <exception cref="TttException">The text is shorter than a window.</exception>
    public static long[] Spread(long tokens, long length, int count)
    {
        var room = tokens - 1 - length;
        if (room < 0)
            throw new TttException($"the text has {tokens} tokens, a window of {length} needs {length + 1}; use a longer text or shorter windows");
        var wanted = count > 0 ? count : (int)Math.Max(Wanted, Math.Min((tokens - 1) / length, int.MaxValue));
        var windows = Math.Min(wanted, room + 1);
        return [.. Enumerable.Range(0, (int)windows).Select(i => windows == 1 ? 0 : (long)((Int128)room * i / (windows - 1)))];
    }
}
