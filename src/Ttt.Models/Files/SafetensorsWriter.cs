using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Ttt.Models;

/// <summary>Collects tensors and writes them as one safetensors file, atomically and with the same bytes for the same content. A tensor that writes itself is asked for its values when its turn comes, so that no copy of all is made.</summary>
public sealed class SafetensorsWriter
{
    readonly SortedDictionary<string, (SafetensorsType Type, long[] Shape, Action<Stream> Write)> tensors = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, string> metadata = new(StringComparer.Ordinal);

    public SafetensorsWriter Describe(string key, string value)
    {
        metadata[key] = value;
        return this;
    }

    public SafetensorsWriter Add(string name, ReadOnlySpan<float> values, params long[] shape) => Add(name, SafetensorsType.F32, shape, MemoryMarshal.AsBytes(values));

    public SafetensorsWriter Add(string name, ReadOnlySpan<double> values, params long[] shape) => Add(name, SafetensorsType.F64, shape, MemoryMarshal.AsBytes(values));

    public SafetensorsWriter Add(string name, ReadOnlySpan<long> values, params long[] shape) => Add(name, SafetensorsType.I64, shape, MemoryMarshal.AsBytes(values));

    /// <summary>Adds a tensor by its little-endian row-major bytes.</summary>
    public SafetensorsWriter Add(string name, SafetensorsType type, long[] shape, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length(type, shape))
            throw new ArgumentException($"Tensor '{name}': {type.Text()} [{string.Join(", ", shape)}] needs {Length(type, shape)} bytes, {bytes.Length} are given.", nameof(bytes));
        var copy = bytes.ToArray();
        return Add(name, type, shape, stream => stream.Write(copy));
    }

    /// <summary>Adds a tensor that writes its little-endian row-major bytes when the file is saved.</summary>
    public SafetensorsWriter Add(string name, SafetensorsType type, long[] shape, Action<Stream> write)
    {
        if (name == "__metadata__" || !tensors.TryAdd(name, (type, [.. shape], write)))
            throw new ArgumentException($"The tensor name '{name}' is already taken.", nameof(name));
        return this;
    }

    public void Save(string path) => AtomicFile.Write(path, Save);

    public void Save(Stream stream)
    {
        var header = Header();
        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
        stream.Write(prefix);
        stream.Write(header);
        foreach (var (name, tensor) in Ordered())
        {
            var counted = new CountingStream(stream);
            tensor.Write(counted);
            if (counted.Count != Length(tensor.Type, tensor.Shape))
                throw new InvalidOperationException($"Tensor '{name}' wrote {counted.Count} bytes, {Length(tensor.Type, tensor.Shape)} were announced.");
        }
    }

    static long Length(SafetensorsType type, long[] shape) => shape.Aggregate((long)type.Size(), (product, size) => checked(product * size));

    // wide types first, then by name: every tensor is aligned to its own element size
    IEnumerable<KeyValuePair<string, (SafetensorsType Type, long[] Shape, Action<Stream> Write)>> Ordered() => tensors.OrderByDescending(t => t.Value.Type.Size());

    byte[] Header()
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata)
                    json.WriteString(key, value);
                json.WriteEndObject();
            }
            var position = 0L;
            foreach (var (name, (type, shape, _)) in Ordered())
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", type.Text());
                WriteIntegers(json, "shape", shape);
                WriteIntegers(json, "data_offsets", [position, position + Length(type, shape)]);
                json.WriteEndObject();
                position += Length(type, shape);
            }
            json.WriteEndObject();
        }
        // the format pads the header with blanks so that the data are aligned
        while (memory.Length % 8 != 0)
            memory.WriteByte((byte)' ');
        return memory.ToArray();
    }

    static void WriteIntegers(Utf8JsonWriter json, string name, ReadOnlySpan<long> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}
