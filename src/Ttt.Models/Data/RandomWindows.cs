namespace Ttt.Models;

/// <summary>Windows from anywhere in a stream, drawn with replacement.</summary>
sealed class RandomWindows(TokenWindows windows, int rows, long seed) : IBatchSource
{
    const long Purpose = 0x62617463;

    public SequenceBatch Batch(long index)
    {
        var random = RandomStream.For(seed, Purpose, index);
        var starts = new long[rows];
        for (var row = 0; row < rows; row++)
            starts[row] = random.Below(windows.Tokens.Length - windows.Length);
        return windows.Read(starts);
    }
}
