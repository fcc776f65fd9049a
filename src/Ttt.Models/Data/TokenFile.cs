using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Ttt.Models;

/// <summary>
/// The tokens of a text in a file: 56 bytes of header (mark, bytes a token, hash of text and tokenizer, numbers of tokens to train on and held out), the tokens as little-endian
/// integers of 2 or 4 bytes, where documents begin, of 8 bytes each. It is made once and found again by its name, which is the hash.
/// </summary>
sealed class TokenFile : ITokenStream, IDisposable
{
    const int Header = 56;
    static readonly byte[] Mark = Encoding.ASCII.GetBytes("TTTOKEN1");
    readonly MappedFile file;
    readonly string path;
    readonly int width, vocabulary;

    TokenFile(MappedFile file, string path, int width, int vocabulary, long train, long heldOut) =>
        (this.file, this.path, this.width, this.vocabulary, TrainLength, Length) = (file, path, width, vocabulary, train, train + heldOut);

    public long Length { get; }

    /// <summary>Of these so many to train on.</summary>
    public long TrainLength { get; }

    /// <summary>First tokens of the documents to train on.</summary>
    public long[] Documents
    {
        get
        {
            var starts = new long[(file.Length - Header - width * Length) / sizeof(long)];
            file.Read(Header + width * Length, MemoryMarshal.AsBytes(starts.AsSpan()));
            return starts;
        }
    }

    /// <summary>The tokens of a text, from the folder where they were kept, else encoded now and kept there.</summary>
    /// <exception cref="TttException">The folder cannot be written to, or the file in it is damaged.</exception>
    public static TokenFile Of(IText text, TextLayout layout, ITokenizer tokenizer, string folder)
    {
        var key = SHA256.HashData(Encoding.UTF8.GetBytes($"{layout.Fingerprint} {layout.Border} {tokenizer.Name}"));
        var path = Path.Combine(folder, $"{Convert.ToHexStringLower(key.AsSpan(0, 12))}.tokens");
        if (!File.Exists(path))
            Create(path, key, text, layout, tokenizer);
        return Open(path, key, tokenizer.VocabSize);
    }

    public void Read(long start, Span<int> into)
    {
        var bytes = new byte[into.Length * width];
        file.Read(Header + start * width, bytes);
        for (var i = 0; i < into.Length; i++)
        {
            into[i] = width == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(2 * i)) : BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4 * i));
            if ((uint)into[i] >= (uint)vocabulary)
                throw Damaged(path);
        }
    }

    public void Dispose() => file.Dispose();

    static void Create(string path, byte[] key, IText text, TextLayout layout, ITokenizer tokenizer)
    {
        try
        {
            AtomicFile.Write(path, stream => Write(stream, key, text, layout, tokenizer));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TttException($"{path}: the tokens of the text cannot be kept ({e.Message}); name a folder that can be written to in TTT_CACHE", e);
        }
    }

    static void Write(Stream stream, byte[] key, IText text, TextLayout layout, ITokenizer tokenizer)
    {
        var width = tokenizer.VocabSize <= ushort.MaxValue + 1 ? 2 : 4;
        stream.Write(new byte[Header]);
        var documents = new List<long>();
        long encode(long first, long end, List<long>? starts)
        {
            var count = 0L;
            foreach (var (begins, tokens) in TextEncoder.Encode(text, layout, first, end, tokenizer))
            {
                if (begins)
                    starts?.Add(count);
                var bytes = new byte[tokens.Length * width];
                for (var i = 0; i < tokens.Length; i++)
                    if (width == 2)
                        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), (ushort)tokens[i]);
                    else
                        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * i), tokens[i]);
                stream.Write(bytes);
                count += tokens.Length;
            }
            return count;
        }
        var train = encode(0, layout.Border, documents);
        var heldOut = encode(layout.Border, layout.Length, null);
        stream.Write(MemoryMarshal.AsBytes(documents.ToArray().AsSpan()));
        var header = new byte[Header];
        Mark.CopyTo(header, 0);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), width);
        key.AsSpan(0, 24).CopyTo(header.AsSpan(16));
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(40), train);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(48), heldOut);
        stream.Position = 0;
        stream.Write(header);
    }

    static TokenFile Open(string path, byte[] key, int vocabulary)
    {
        var file = new MappedFile(path);
        try
        {
            var header = new byte[Header];
            if (file.Length < Header)
                throw Damaged(path);
            file.Read(0, header);
            var (width, train, heldOut) = (BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(8)), BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(40)), BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(48)));
            var room = (file.Length - Header) / 2;
            if (!header.AsSpan(0, 8).SequenceEqual(Mark) || !header.AsSpan(16, 24).SequenceEqual(key.AsSpan(0, 24)) || width is not (2 or 4) || train < 0 || heldOut < 0 || train > room || heldOut > room)
                throw Damaged(path);
            var rest = file.Length - Header - width * (train + heldOut);
            if (rest < sizeof(long) || rest % sizeof(long) != 0)
                throw Damaged(path);
            return new(file, path, (int)width, vocabulary, train, heldOut);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    static TttException Damaged(string path) => new($"{path}: the kept tokens are damaged; delete the file, it is made again");
}
