using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Tensors in TorchSharp's own format: LEB128 type, LEB128 rank, LEB128 sizes, raw little-endian elements in row order.</summary>
public static partial class TensorExtensionMethods
{
    public static Modules.Parameter AsParameter(this Tensor tensor) => new(tensor);

    public static void Save(this Tensor tensor, BinaryWriter writer)
    {
        writer.Encode((int)tensor.dtype);
        var shape = tensor.shape;
        writer.Encode(shape.Length);
        foreach (var size in shape)
            writer.Encode(size);
        using var dense = tensor.contiguous();
        writer.Write(dense.bytes);
    }

    public static void Save(this Tensor tensor, Stream stream)
    {
        using var writer = new BinaryWriter(stream);
        tensor.Save(writer);
    }

    public static void Save(this Tensor tensor, string location)
    {
        using var stream = File.Create(location);
        tensor.Save(stream);
    }

    /// <summary>Reads values into an existing tensor of the same type and shape; with <paramref name="skip"/> only moves past them.</summary>
    /// <exception cref="ArgumentException">another type or shape was written</exception>
    /// <exception cref="EndOfStreamException">the data ends early</exception>
    public static void Load(this Tensor tensor, BinaryReader reader, bool skip = false)
    {
        var (type, shape) = ReadHeader(reader);
        if (type != tensor.dtype)
            throw new ArgumentException("Mismatched tensor data types while loading. Make sure that the model you are loading into is exactly the same as the origin."
                + $" Expected {tensor.dtype}, found {type}.");
        ReadValues(tensor, shape, reader, skip);
    }

    /// <summary>Reads a new tensor; with <paramref name="skip"/> its values are zeros and the data is passed over.</summary>
    public static Tensor Load(BinaryReader reader, bool skip = false)
    {
        Tensor tensor = null!;
        Load(ref tensor, reader, skip);
        return tensor;
    }

    public static void Load(ref Tensor tensor, BinaryReader reader, bool skip = false)
    {
        var (type, shape) = ReadHeader(reader);
        tensor ??= zeros(shape, type);
        ReadValues(tensor, shape, reader, skip);
    }

    static (ScalarType Type, long[] Shape) ReadHeader(BinaryReader reader)
    {
        var type = (ScalarType)reader.Decode();
        var shape = new long[reader.Decode()];
        for (var i = 0; i < shape.Length; i++)
            shape[i] = reader.Decode();
        return (type, shape);
    }

    static void ReadValues(Tensor tensor, long[] shape, BinaryReader reader, bool skip)
    {
        if (skip)
        {
            Skip(reader, tensor.ElementSize * shape.Aggregate(1L, (product, size) => product * size));
            return;
        }
        if (!tensor.shape.SequenceEqual(shape))
            throw new ArgumentException("Mismatched tensor shape while loading. Make sure that the model you are loading into is exactly the same as the origin."
                + $" Expected [{string.Join(", ", tensor.shape)}], found [{string.Join(", ", shape)}].");
        using var frozen = no_grad();
        if (tensor.is_contiguous())
        {
            reader.BaseStream.ReadExactly(tensor.bytes);
            return;
        }
        using var dense = empty(shape, tensor.dtype);
        reader.BaseStream.ReadExactly(dense.bytes);
        tensor.copy_(dense);
    }

    static void Skip(BinaryReader reader, long count)
    {
        var buffer = new byte[(int)Math.Min(count, 1 << 16)];
        while (count > 0)
        {
            var part = (int)Math.Min(count, buffer.Length);
            reader.BaseStream.ReadExactly(buffer, 0, part);
            count -= part;
        }
    }
}
