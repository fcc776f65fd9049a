using System.Text.Json;

namespace Ttt.Models;

/// <summary>The header of a safetensors file, fully checked: types, shapes, offsets without holes or overlaps, length of the file.</summary>
sealed class SafetensorsHeader
{
    const long MaximumLength = 100_000_000;

    public required IReadOnlyDictionary<string, SafetensorsEntry> Entries { get; init; }
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }
    public required long DataStart { get; init; }

    public static SafetensorsHeader Read(Stream stream, string path)
    {
        var fileLength = stream.Length;
        if (fileLength < 8)
            throw Fault(path, $"the file has {fileLength} bytes; the header length alone takes 8 (truncated or not a safetensors file)");
        Span<byte> prefix = stackalloc byte[8];
        stream.ReadExactly(prefix);
        var length = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaximumLength)
            throw Fault(path, $"the header length is given as {length} bytes, more than {MaximumLength} (not a safetensors file?)");
        if ((long)length > fileLength - 8)
            throw Fault(path, $"the header should have {length} bytes, only {fileLength - 8} follow (truncated file)");
        var json = new byte[length];
        stream.ReadExactly(json);
        return Parse(json, fileLength - 8 - (long)length, path);
    }

    static SafetensorsHeader Parse(byte[] json, long dataLength, string path)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json);
            JsonStrings.Check(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new TttException($"{path}: the header is not JSON ({e.Message})", e);
        }
        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw Fault(path, "the header is not a JSON object");
            var entries = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Name == "__metadata__")
                    ReadMetadata(property.Value, metadata, path);
                else if (!entries.TryAdd(property.Name, ReadEntry(property, path)))
                    throw Fault(path, $"tensor '{property.Name}' is listed twice");
            }
            CheckOffsets(entries.Values, dataLength, path);
            return new() { Entries = entries, Metadata = metadata, DataStart = 8 + json.Length };
        }
    }

    static void ReadMetadata(JsonElement element, Dictionary<string, string> metadata, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw Fault(path, "__metadata__ is not a JSON object");
        foreach (var item in element.EnumerateObject())
            metadata[item.Name] = item.Value.ValueKind == JsonValueKind.String
                ? item.Value.GetString()!
                : throw Fault(path, $"metadata '{item.Name}' is not a string");
    }

    static SafetensorsEntry ReadEntry(JsonProperty property, string path)
    {
        var where = $"tensor '{property.Name}'";
        var value = property.Value;
        if (value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String
            || !value.TryGetProperty("shape", out var shapeJson)
            || !value.TryGetProperty("data_offsets", out var offsetsJson))
            throw Fault(path, $"{where} needs dtype, shape and data_offsets");
        var type = SafetensorsTypes.Parse(dtype.GetString())
            ?? throw Fault(path, $"{where} has the unknown dtype '{dtype.GetString()}'; known are {string.Join(", ", Enum.GetValues<SafetensorsType>().Select(t => t.Text()))}");
        var shape = Integers(shapeJson) ?? throw Fault(path, $"{where}: shape is not a list of sizes");
        var offsets = Integers(offsetsJson);
        if (offsets is not { Length: 2 } || offsets[0] > offsets[1])
            throw Fault(path, $"{where}: data_offsets is not [begin, end] with begin ≤ end");
        long bytes;
        try
        {
            bytes = shape.Aggregate((long)type.Size(), (product, size) => checked(product * size));
        }
        catch (OverflowException)
        {
            throw Fault(path, $"{where}: the shape [{string.Join(", ", shape)}] is too large");
        }
        if (offsets[1] - offsets[0] != bytes)
            throw Fault(path, $"{where}: {type.Text()} [{string.Join(", ", shape)}] needs {bytes} bytes, data_offsets give {offsets[1] - offsets[0]}");
        return new(property.Name, type, shape, offsets[0], offsets[1]);
    }

    static long[]? Integers(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Array)
            return null;
        var values = new long[element.GetArrayLength()];
        for (var i = 0; i < values.Length; i++)
            if (element[i].ValueKind != JsonValueKind.Number || !element[i].TryGetInt64(out values[i]) || values[i] < 0)
                return null;
        return values;
    }

    static void CheckOffsets(IEnumerable<SafetensorsEntry> entries, long dataLength, string path)
    {
        var position = 0L;
        var before = "the header";
        foreach (var entry in entries.OrderBy(e => e.Begin).ThenBy(e => e.End))
        {
            if (entry.Begin < position)
                throw Fault(path, $"tensor '{entry.Name}' starts at byte {entry.Begin} and overlaps {before}, which ends at {position}");
            if (entry.Begin > position)
                throw Fault(path, $"bytes {position} to {entry.Begin} between {before} and tensor '{entry.Name}' belong to no tensor");
            if (entry.End > dataLength)
                throw Fault(path, $"tensor '{entry.Name}' ends at byte {entry.End} of the data, only {dataLength} are there (truncated file)");
            (position, before) = (entry.End, $"tensor '{entry.Name}'");
        }
        if (position != dataLength)
            throw Fault(path, $"{dataLength - position} bytes after {before} belong to no tensor");
    }

    static TttException Fault(string path, string message) => new($"{path}: {message}");
}
