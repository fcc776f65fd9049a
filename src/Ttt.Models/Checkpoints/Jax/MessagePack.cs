using System.Buffers.Binary;
using System.Text;

namespace Ttt.Models;

/// <summary>Reads the parts of MessagePack that JAX checkpoints use: lists, strings, integers, byte strings and extension values. Lengths are checked against the bytes that are left.</summary>
sealed class MessagePack(Stream stream, string source, long end)
{
    public bool AtEnd => stream.Position >= end;

    public long Position => stream.Position;

    /// <summary>The number of values of the list that follows.</summary>
    public int List() => (int)Math.Min(int.MaxValue, Rest(Byte() switch
    {
        var head and >= 0x90 and <= 0x9F => head & 0x0F,
        0xDC => Number(2),
        0xDD => Number(4),
        var head => throw Fault($"a list is expected, not 0x{head:x2}"),
    }));

    public string Text()
    {
        var bytes = new byte[Rest(Byte() switch
        {
            var head and >= 0xA0 and <= 0xBF => head & 0x1F,
            0xD9 => Number(1),
            0xDA => Number(2),
            0xDB => Number(4),
            var head => throw Fault($"a string is expected, not 0x{head:x2}"),
        })];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    public long Integer() => Byte() switch
    {
        var head and <= 0x7F => head,
        0xCC => Number(1),
        0xCD => Number(2),
        0xCE => Number(4),
        0xCF => Number(8),
        var head => throw Fault($"an integer of 0 or more is expected, not 0x{head:x2}"),
    };

    /// <summary>The length of the byte string that follows.</summary>
    public long Bytes() => Rest(Byte() switch
    {
        0xC4 => Number(1),
        0xC5 => Number(2),
        0xC6 => Number(4),
        var head => throw Fault($"bytes are expected, not 0x{head:x2}"),
    });

    /// <summary>Type and length of the extension value that follows; null where something else does.</summary>
    public (int Type, long Length)? Extension()
    {
        var head = Byte();
        long? length = head switch
        {
            >= 0xD4 and <= 0xD8 => 1L << (head - 0xD4),
            0xC7 => Number(1),
            0xC8 => Number(2),
            0xC9 => Number(4),
            _ => null,
        };
        return length is null ? null : (Byte(), Rest(length.Value));
    }

    public TttException Fault(string message) => new($"{source}: at byte {stream.Position}: {message}; this is no JAX checkpoint, or a damaged one");

    long Rest(long length) => length >= 0 && length <= end - stream.Position ? length : throw Fault($"{length} bytes should follow, only {end - stream.Position} do");

    int Byte() => stream.Position < end && stream.ReadByte() is >= 0 and var value ? value : throw Fault("the file ends here");

    long Number(int size)
    {
        Span<byte> bytes = stackalloc byte[8];
        bytes.Clear();
        Rest(size);
        stream.ReadExactly(bytes[(8 - size)..]);
        return BinaryPrimitives.ReadInt64BigEndian(bytes);
    }
}
