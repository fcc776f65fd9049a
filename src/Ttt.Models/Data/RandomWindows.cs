namespace Ttt.Models;

/// <summary>Random windows of a token stream, drawn with replacement.</summary>
public sealed class RandomWindows : IBatchSource
{
    const long Purpose = 0x62617463;
    readonly int[] tokens;
    readonly int rows, length;
    readonly long seed;

    /// <param name="tokens">The stream to draw from.</param>
    /// <param name="rows">Windows in a batch.</param>
    /// <param name="length">Tokens that are predicted in a window; one more is read.</param>
    /// <param name="seed">Decides all batches.</param>
    /// <exception cref="TttException">The stream is shorter than one window.</exception>
    public RandomWindows(int[] tokens, int rows, int length, long seed)
    {
        if (tokens.Length < length + 1)
            throw new TttException($"the training text has {tokens.Length} tokens, one window needs {length + 1}; use a longer text or a shorter context");
        (this.tokens, this.rows, this.length, this.seed) = (tokens, rows, length, seed);
    }

    public TokenBatch Batch(long index)
    {
        var random = RandomStream.For(seed, Purpose, index);
        var (inputs, targets) = (new long[rows * length], new long[rows * length]);
        for (var row = 0; row < rows; row++)
        {
            var start = (int)random.Below(tokens.Length - length);
            for (var i = 0; i < length; i++)
                (inputs[row * length + i], targets[row * length + i]) = (tokens[start + i], tokens[start + i + 1]);
        }
        return new(rows, inputs, targets);
    }
}
