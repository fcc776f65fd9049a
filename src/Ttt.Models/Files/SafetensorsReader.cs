using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Ttt.Models;

/// <summary>Reads a safetensors file. The header is checked on opening; a tensor's bytes are read when it is asked for.</summary>
public sealed class SafetensorsReader : IDisposable
{
    readonly FileStream stream;
    readonly SafetensorsHeader header;

    /// <exception cref="TttException">The file is missing, truncated or malformed.</exception>
    public SafetensorsReader(string path)
    {
        Path = path;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserFile.Fault(path, e);
        }
        try
        {
            header = SafetensorsHeader.Read(stream, path);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public string Path { get; }

    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => header.Entries;

    public IReadOnlyDictionary<string, string> Metadata => header.Metadata;

    public bool Contains(string name) => header.Entries.ContainsKey(name);

    /// <summary>The description of one tensor.</summary>
    /// <exception cref="TttException">There is no tensor of that name.</exception>
    public SafetensorsEntry Entry(string name) => header.Entries.TryGetValue(name, out var entry)
        ? entry
        : throw new TttException($"{Path}: there is no tensor '{name}'{Suggestion.For(name, header.Entries.Keys)}");

    /// <summary>Reads the raw little-endian bytes of a tensor into <paramref name="destination"/>, which must have its exact length.</summary>
    public void Read(string name, Span<byte> destination)
    {
        var entry = Entry(name);
        if (destination.Length != entry.End - entry.Begin)
            throw new ArgumentException($"Tensor '{name}' has {entry.End - entry.Begin} bytes, the destination {destination.Length}.", nameof(destination));
        var offset = header.DataStart + entry.Begin;
        while (destination.Length > 0)
        {
            var read = RandomAccess.Read(stream.SafeFileHandle, destination, offset);
            if (read == 0)
                throw new TttException($"{Path}: the file ended inside tensor '{name}'");
            destination = destination[read..];
            offset += read;
        }
    }

    /// <summary>The raw bytes of a tensor.</summary>
    public byte[] ReadBytes(string name)
    {
        var entry = Entry(name);
        var bytes = new byte[entry.End - entry.Begin];
        Read(name, bytes);
        return bytes;
    }

    /// <summary>The values of a tensor as float32: F32, and F16 and BF16 widened. Wider or integer types are refused.</summary>
    public float[] ReadSingles(string name) => Entry(name).Type switch
    {
        SafetensorsType.F32 => MemoryMarshal.Cast<byte, float>(ReadBytes(name)).ToArray(),
        SafetensorsType.F16 => Convert(name, 2, b => (float)BinaryPrimitives.ReadHalfLittleEndian(b)),
        SafetensorsType.BF16 => Convert(name, 2, b => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(b) << 16)),
        var type => throw Refused(name, type, "float32"),
    };

    /// <summary>The values of a tensor as float64: F64, and every narrower float type widened.</summary>
    public double[] ReadDoubles(string name) => Entry(name).Type switch
    {
        SafetensorsType.F64 => MemoryMarshal.Cast<byte, double>(ReadBytes(name)).ToArray(),
        SafetensorsType.F32 or SafetensorsType.F16 or SafetensorsType.BF16 => Array.ConvertAll(ReadSingles(name), x => (double)x),
        var type => throw Refused(name, type, "float64"),
    };

    /// <summary>The values of an integer or boolean tensor (U64 excepted) as int64.</summary>
    public long[] ReadInt64s(string name) => Entry(name).Type switch
    {
        SafetensorsType.I64 => MemoryMarshal.Cast<byte, long>(ReadBytes(name)).ToArray(),
        SafetensorsType.I32 => Convert(name, 4, b => (long)BinaryPrimitives.ReadInt32LittleEndian(b)),
        SafetensorsType.U32 => Convert(name, 4, b => (long)BinaryPrimitives.ReadUInt32LittleEndian(b)),
        SafetensorsType.I16 => Convert(name, 2, b => (long)BinaryPrimitives.ReadInt16LittleEndian(b)),
        SafetensorsType.U16 => Convert(name, 2, b => (long)BinaryPrimitives.ReadUInt16LittleEndian(b)),
        SafetensorsType.I8 => Convert(name, 1, b => (long)(sbyte)b[0]),
        SafetensorsType.U8 or SafetensorsType.Bool => Convert(name, 1, b => (long)b[0]),
        var type => throw Refused(name, type, "int64"),
    };

    public void Dispose() => stream.Dispose();

    delegate T Decode<T>(ReadOnlySpan<byte> bytes);

    T[] Convert<T>(string name, int size, Decode<T> decode)
    {
        var bytes = ReadBytes(name);
        var values = new T[bytes.Length / size];
        for (var i = 0; i < values.Length; i++)
            values[i] = decode(bytes.AsSpan(i * size, size));
        return values;
    }

    TttException Refused(string name, SafetensorsType type, string wanted) => new($"{Path}: tensor '{name}' is {type.Text()} and cannot be read as {wanted}");
}
