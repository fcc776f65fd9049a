namespace TorchSharp;

/// <summary>Unsigned LEB128: seven bits a byte, low bits first, the top bit says that more follow.</summary>
static class Leb128
{
    public static void Encode(this BinaryWriter writer, long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        writer.Write7BitEncodedInt64(value);
    }

    public static long Decode(this BinaryReader reader) => reader.Read7BitEncodedInt64();
}
