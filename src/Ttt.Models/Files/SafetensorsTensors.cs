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
                return Filled(torch.ScalarType.Float64, shape, reader.ReadBytes(name));
            case SafetensorsType.F32:
                return Filled(torch.ScalarType.Float32, shape, reader.ReadBytes(name));
            case SafetensorsType.F16 or SafetensorsType.BF16:
                return Filled(torch.ScalarType.Float32, shape, MemoryMarshal.AsBytes<float>(reader.ReadSingles(name)));
            case SafetensorsType.Bool:
                return Filled(torch.ScalarType.Bool, shape, reader.ReadBytes(name));
            default:
                return Filled(torch.ScalarType.Int64, shape, MemoryMarshal.AsBytes<long>(reader.ReadInt64s(name)));
        }
    }

    /// <summary>Adds the values of a tensor, from any device, in their own type.</summary>
    public static SafetensorsWriter Add(this SafetensorsWriter writer, string name, Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var values = tensor.detach().cpu().contiguous();
        var type = tensor.dtype switch
        {
            torch.ScalarType.Float32 => SafetensorsType.F32,
            torch.ScalarType.Float64 => SafetensorsType.F64,
            torch.ScalarType.Int64 => SafetensorsType.I64,
            torch.ScalarType.Bool => SafetensorsType.Bool,
            var other => throw new ArgumentException($"Tensor '{name}' is {other}; float32, float64, int64 and bool can be written.", nameof(tensor)),
        };
        return writer.Add(name, type, values.shape, values.bytes);
    }

    static Tensor Filled(torch.ScalarType type, long[] shape, ReadOnlySpan<byte> bytes)
    {
        var tensor = torch.empty(shape, dtype: type);
        if (bytes.Length > 0)
            bytes.CopyTo(tensor.bytes);
        return tensor;
    }
}
