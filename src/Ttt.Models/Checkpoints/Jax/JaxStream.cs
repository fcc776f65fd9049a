using System.Runtime.InteropServices;

namespace Ttt.Models;

/// <summary>
/// A checkpoint of the authors' JAX program (files streaming_params and streaming_train_state): MessagePack pairs of a path and an array, one after another. Of a train state only the parameters are looked at.
/// Opening reads where the arrays lie; their values are read when they are asked for.
/// </summary>
public sealed class JaxStream : ITensorSource
{
    const int Array = 1;
    readonly FileStream stream;
    readonly Dictionary<string, (SafetensorsType Type, long[] Shape, long Begin)> places = new(StringComparer.Ordinal);

    /// <exception cref="TttException">The file is missing, damaged or something else.</exception>
    public JaxStream(string path)
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
            for (var file = new MessagePack(stream, path, stream.Length); !file.AtEnd;)
                ReadPair(file);
            if (places.Count == 0)
                throw new TttException($"{path}: there are no parameters in it");
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public string Path { get; }

    public IReadOnlyCollection<string> Names => places.Keys;

    public SafetensorsType Type(string name) => places[name].Type;

    public IReadOnlyList<long> Shape(string name) => places[name].Shape;

    public Tensor Read(string name)
    {
        var (type, shape, begin) = places[name];
        var bytes = new byte[Length(type, shape)];
        stream.Position = begin;
        stream.ReadExactly(bytes);
        var tensor = torch.empty(shape, dtype: type == SafetensorsType.F64 ? torch.ScalarType.Float64 : torch.ScalarType.Float32);
        if (type is SafetensorsType.F32 or SafetensorsType.F64)
            bytes.CopyTo(tensor.bytes);
        else
        {
            var narrow = MemoryMarshal.Cast<byte, ushort>(bytes);
            var wide = MemoryMarshal.Cast<byte, float>(tensor.bytes);
            for (var i = 0; i < wide.Length; i++)
                wide[i] = type == SafetensorsType.BF16 ? BitConverter.UInt32BitsToSingle((uint)narrow[i] << 16) : (float)BitConverter.UInt16BitsToHalf(narrow[i]);
        }
        return tensor;
    }

    public void Dispose() => stream.Dispose();

    void ReadPair(MessagePack file)
    {
        if (file.List() != 2)
            throw file.Fault("a pair is expected");
        var path = new string[file.List()];
        for (var i = 0; i < path.Length; i++)
            path[i] = file.Text();
        var length = file.Bytes();
        var after = file.Position + length;
        if (path.Length > 0 && path[0] is "params" or "model" or "lm_head")
            ReadArray(new(stream, Path, after), string.Join('/', path));
        stream.Position = after;
    }

    void ReadArray(MessagePack value, string name)
    {
        if (value.Extension() is not (Array, var length))
            throw value.Fault($"'{name}' is not one array");
        var content = new MessagePack(stream, Path, value.Position + length);
        if (content.List() != 3)
            throw content.Fault($"'{name}' is not shape, type and values");
        var shape = new long[content.List()];
        for (var i = 0; i < shape.Length; i++)
            shape[i] = content.Integer();
        var type = content.Text() switch
        {
            "float32" => SafetensorsType.F32,
            "float64" => SafetensorsType.F64,
            "float16" => SafetensorsType.F16,
            "bfloat16" => SafetensorsType.BF16,
            var other => throw content.Fault($"'{name}' is {other}, floats are expected"),
        };
        if (content.Bytes() != Length(type, shape))
            throw content.Fault($"'{name}' [{string.Join(", ", shape)}] needs {Length(type, shape)} bytes of {type.Text()}");
        if (!places.TryAdd(name, (type, shape, content.Position)))
            throw content.Fault($"'{name}' is there twice");
    }

    static long Length(SafetensorsType type, long[] shape)
    {
        var length = (long)type.Size();
        foreach (var size in shape)
            length = size >= 0 && size <= long.MaxValue / Math.Max(1, length) ? length * size : long.MaxValue;
        return length;
    }
}
