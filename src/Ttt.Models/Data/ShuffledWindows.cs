namespace Ttt.Models;

/// <summary>The windows of a stream one beside the other, each once in an epoch, in an order that depends on seed and epoch. A batch may end one epoch and begin the next.</summary>
sealed class ShuffledWindows(TokenWindows windows, int rows, long seed) : IBatchSource
{
    // the last token is read by no window: nothing follows it
    readonly long count = (windows.Tokens.Length - 1 + windows.Length - 1) / windows.Length;

    public SequenceBatch Batch(long index)
    {
        var starts = new long[rows];
        for (var row = 0; row < rows; row++)
        {
            var (epoch, place) = Math.DivRem(index * rows + row, count);
            starts[row] = new Permutation(count, seed, epoch)[place] * windows.Length;
        }
        return windows.Read(starts);
    }
}
