using System.Text;

namespace Ttt.Layers;

/// <summary>The file of a state: a mark, layer, mini-batch size, position; then for each tensor its name, type, shape and little-endian values.</summary>
static class StateFile
{
    const string Mark = "TTTSTATE";
    const int Version = 1;
    const int LargestRank = 8;

    internal static void Write(string path, StateContent state)
    {
        var full = Path.GetFullPath(path);
        var partial = $"{full}.{Guid.NewGuid():N}.partial";
        try
        {
            using (var file = File.Create(partial)) Write(file, state);
            File.Move(partial, full, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    internal static void Write(Stream stream, StateContent state)
    {
        using var scope = torch.NewDisposeScope();
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Encoding.ASCII.GetBytes(Mark));
        writer.Write(Version);
        writer.Write(state.Layer);
        writer.Write(state.Period ?? 0);
        writer.Write(state.Position);
        writer.Write(state.Tensors.Count);
        foreach (var (name, tensor) in state.Tensors.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            writer.Write(name);
            writer.Write((byte)tensor.dtype);
            writer.Write(tensor.shape.Length);
            foreach (var size in tensor.shape) writer.Write(size);
            writer.Write(tensor.detach().cpu().contiguous().bytes);
        }
    }

    internal static T Read<T>(string path, torch.Device? device, Func<StateContent, T> make)
    {
        using var file = File.OpenRead(path);
        try
        {
            return Read(file, device, make);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error.InnerException);
        }
    }

    internal static T Read<T>(Stream stream, torch.Device? device, Func<StateContent, T> make)
    {
        using var scope = torch.NewDisposeScope();
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            if (!reader.ReadBytes(Mark.Length).AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(Mark))) throw new InvalidDataException("this is not the state of a layer.");
            var version = reader.ReadInt32();
            if (version != Version) throw new InvalidDataException($"the state has format {version}; this program reads format {Version}.");
            var (layer, period, position, count) = (reader.ReadString(), reader.ReadInt32(), reader.ReadInt64(), reader.ReadInt32());
            if (period < 0 || position < 0 || count < 0) throw new InvalidDataException("the state is damaged: a negative count.");
            var tensors = new Dictionary<string, Tensor>();
            for (var i = 0; i < count; i++)
            {
                var name = reader.ReadString();
                tensors[name] = ReadTensor(reader, name, device);
            }
            return make(new(layer, period == 0 ? null : period, position, tensors));
        }
        catch (EndOfStreamException error)
        {
            throw new InvalidDataException("the state is incomplete: the data ends too early.", error);
        }
    }

    static Tensor ReadTensor(BinaryReader reader, string name, torch.Device? device)
    {
        var (type, rank) = ((torch.ScalarType)reader.ReadByte(), reader.ReadInt32());
        if (type is not (torch.ScalarType.Float32 or torch.ScalarType.Float64 or torch.ScalarType.Float16 or torch.ScalarType.BFloat16) || rank is < 0 or > LargestRank)
            throw new InvalidDataException($"the state is damaged: tensor {name} has type {(int)type} and rank {rank}.");
        var shape = new long[rank];
        for (var i = 0; i < rank; i++) shape[i] = reader.ReadInt64();
        RequireRoom(reader.BaseStream, name, shape);
        var tensor = torch.empty(shape, dtype: type);
        reader.BaseStream.ReadExactly(tensor.bytes);
        return device is null ? tensor : tensor.to(device);
    }

    // A damaged size must not ask for terabytes.
    static void RequireRoom(Stream stream, string name, long[] shape)
    {
        var numbers = shape.Aggregate(1.0, (product, size) => product * size);
        if (shape.Any(size => size < 0) || numbers > 1e12 || stream.CanSeek && numbers > stream.Length - stream.Position)
            throw new InvalidDataException($"the state is damaged or incomplete: tensor {name} of shape [{string.Join(",", shape)}] does not fit the data.");
    }
}
