namespace Ttt.Models;

/// <summary>Random windows of a token stream. Batch n depends on the seed and n alone, so training resumes exactly by its step number.</summary>
public sealed class BatchSampler
{
    const long Purpose = 0x62617463;
    readonly int[] tokens;
    readonly long seed;

    /// <param name="tokens">The stream to draw from.</param>
    /// <param name="batch">Windows in a batch.</param>
    /// <param name="length">Tokens that are predicted in a window; one more is read.</param>
    /// <param name="seed">Decides all batches.</param>
    /// <exception cref="TttException">The stream is shorter than one window.</exception>
    public BatchSampler(int[] tokens, int batch, int length, long seed)
    {
        if (tokens.Length < length + 1)
            throw new TttException($"the training text has {tokens.Length} tokens, one window needs {length + 1}; use a longer text or a shorter context");
        (this.tokens, Batch, Length, this.seed) = (tokens, batch, length, seed);
    }

    public int Batch { get; }

    public int Length { get; }

    /// <summary>The windows of batch <paramref name="index"/>, [Batch, Length + 1] row by row.</summary>
    public long[] Windows(long index)
    {
        var random = RandomStream.For(seed, Purpose, index);
        var windows = new long[Batch * (Length + 1)];
        for (var row = 0; row < Batch; row++)
        {
            var start = (int)random.Below(tokens.Length - Length);
            for (var i = 0; i <= Length; i++)
                windows[row * (Length + 1) + i] = tokens[start + i];
        }
        return windows;
    }
}
