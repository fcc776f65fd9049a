using System.IO.Compression;

namespace Ttt.Cli;

/// <summary>What a general compressor needs for a text: the mark that a language model has to beat.</summary>
static class Gzip
{
    /// <summary>Bits per byte of gzip at its smallest.</summary>
    public static double BitsPerByte(ReadOnlySpan<byte> text)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(text);
        return 8.0 * compressed.Length / text.Length;
    }
}
