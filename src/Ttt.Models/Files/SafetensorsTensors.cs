using System.Runtime.InteropServices;

namespace Ttt.Models;

/// <summary>Tensors in safetensors files.</summary>
public static class SafetensorsTensors
{
    /// <summary>A tensor of the file as float32, float64, int64 or bool: narrower floats become float32, other integers int64.</summary>
    public static Tensor ReadTensor(this SafetensorsReader reader, string name)
    {
        var entry = reader.Entry(name);
        long[] shape = [.. entry.Shape];
        switch (entry.Type)
        {
            case SafetensorsType.F64:
                return Read(reader, name, torch.ScalarType.Float64, shape);
            case SafetensorsType.F32:
                return Read(reader, name, torch.ScalarType.Float32, shape);
            case SafetensorsType.F16 or SafetensorsType.BF16:
                return Filled(torch.ScalarType.Float32, shape, MemoryMarshal.AsBytes<float>(reader.ReadSingles(name)));
            case SafetensorsType.Bool:
                return Read(reader, name, torch.ScalarType.Bool, shape);
            default:
                return Filled(torch.ScalarType.Int64, shape, MemoryMarshal.AsBytes<long>(reader.ReadInt64s(name)));
        }
    }

    /// <summary>Adds a tensor of any device in its own type. Its values are those it has when the file is saved, until when it must live.</summary>
    public static SafetensorsWriter Add(this SafetensorsWriter writer, string name, Tensor tensor)
        => writer.Add(name, TypeOf(name, tensor.dtype), tensor.shape, stream => Write(stream, tensor));

    /// <summary>The type in which a tensor is written.</summary>
    static SafetensorsType TypeOf(string name, torch.ScalarType type) => type switch
    {
        torch.ScalarType.Float32 => SafetensorsType.F32,
        torch.ScalarType.Float64 => SafetensorsType.F64,
        torch.ScalarType.Int64 => SafetensorsType.I64,
        torch.ScalarType.Bool => SafetensorsType.Bool,
        var other => throw new ArgumentException($"Tensor '{name}' is {other}; float32, float64, int64 and bool can be written.", nameof(type)),
    };

    static void Write(Stream stream, Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        stream.Write(tensor.detach().cpu().contiguous().bytes);
    }

    static Tensor Read(SafetensorsReader reader, string name, torch.ScalarType type, long[] shape)
    {
        var tensor = torch.empty(shape, dtype: type);
        if (reader.Entry(name).Elements > 0)
            reader.Read(name, tensor.bytes);
        return tensor;
    }

    static Tensor Filled(torch.ScalarType type, long[] shape, ReadOnlySpan<byte> bytes)
    {
        var tensor = torch.empty(shape, dtype: type);
        if (bytes.Length > 0)
            bytes.CopyTo(tensor.bytes);
        return tensor;
    }
}
