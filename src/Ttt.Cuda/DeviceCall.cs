using System.Buffers.Binary;

namespace Ttt.Cuda;

/// <summary>A tensor as a scan sees it: its start, and the floats from one head to the next and from one piece to the next. All zero where there is none.</summary>
/// <param name="Start">Where the scan starts.</param>
/// <param name="Unit">Floats from one head to the next.</param>
/// <param name="Piece">Floats from one piece to the next.</param>
/// <param name="Tensor">Where the whole tensor starts.</param>
/// <param name="Floats">Its size.</param>
internal readonly record struct DeviceMemory(nint Start, long Unit, long Piece, nint Tensor, long Floats);

/// <summary>What a scan is given: the struct Call of the device library.</summary>
internal sealed record DeviceCall
{
    private const int Head = 40, Entry = 24;

    public required int Rows { get; init; }

    public required int Keys { get; init; }

    /// <summary>The key rows that memory is for.</summary>
    public required int Most { get; init; }

    public required int Heads { get; init; }

    public int MiniBatches { get; init; } = 1;

    public int Group { get; init; } = 1;

    /// <summary>Floats of the shared memory, and of the scratch of every block.</summary>
    public int SharedFloats { get; init; }

    public int ScratchFloats { get; init; }

    public nint Scratch { get; init; }

    public required IReadOnlyList<DeviceMemory> Memory { get; init; }

    /// <summary>The same call on tensors that lie elsewhere.</summary>
    internal DeviceCall At(Func<DeviceMemory, nint> tensor, nint scratch)
        => this with { Scratch = scratch, Memory = [.. Memory.Select(memory => memory.Start == 0 ? memory : memory with { Start = tensor(memory) + memory.Start - memory.Tensor, Tensor = tensor(memory) })] };

    /// <summary>The struct, byte for byte, with room for this many tensors.</summary>
    internal byte[] ToBytes(int memories)
    {
        var bytes = new byte[Head + (Entry * memories)];
        int at = 0;
        foreach (int number in (int[])[Rows, Keys, Most, Heads, MiniBatches, Group, SharedFloats, ScratchFloats])
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), number);
            at += sizeof(int);
        }
        Write(bytes, ref at, Scratch);
        foreach (var memory in Memory)
        {
            Write(bytes, ref at, memory.Start);
            Write(bytes, ref at, memory.Unit);
            Write(bytes, ref at, memory.Piece);
        }
        return bytes;
    }

    private static void Write(byte[] bytes, ref int at, long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), number);
        at += sizeof(long);
    }
}
