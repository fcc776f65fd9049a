namespace Ttt.Models;

/// <summary>Token ids in a row, of any number, read in parts.</summary>
public interface ITokenStream
{
    long Length { get; }

    /// <summary>Reads the ids from <paramref name="start"/> on; all of them must exist.</summary>
    void Read(long start, Span<int> tokens);

    /// <summary>Some of the ids.</summary>
    int[] Read(long start, int count)
    {
        var tokens = new int[count];
        Read(start, tokens);
        return tokens;
    }

    /// <summary>All ids, in memory.</summary>
    /// <exception cref="TttException">They are too many for one array.</exception>
    int[] ToArray() => Length <= Array.MaxLength ? Read(0, (int)Length) : throw new TttException($"{Length} tokens do not fit into memory at once; take fewer");
}
