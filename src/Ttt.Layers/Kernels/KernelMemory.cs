using System.Runtime.InteropServices;
using Ttt.Cuda;
using Ttt.Kernels;

namespace Ttt.Layers;

/// <summary>A tensor as kernels see it: a stretch of floats for every head of every sequence, in pieces of one mini-batch.</summary>
readonly struct KernelMemory
{
    readonly Ptr _start;
    readonly nint _unit;
    readonly nint _piece;
    readonly nint _row;
    readonly nint _tensor;
    readonly nint _floats;

    KernelMemory(Ptr start, nint floats, nint unit, nint piece, nint row = 0) => (_start, _tensor, _floats, _unit, _piece, _row) = (start, start.Address, floats, unit, piece, row);

    KernelMemory(KernelMemory whole, Ptr start)
    {
        this = whole;
        _start = start;
    }

    /// <summary>Kernels start with memory full of NaN, so that tests see what is read before it is written.</summary>
    internal static bool IsPoisoned { get; set; }

    /// <summary>Whether kernels can work on a tensor: float32 on the CPU, small enough for one span.</summary>
    internal static bool Fits(Tensor tensor) => tensor.dtype == torch.ScalarType.Float32 && tensor.device_type == DeviceType.CPU && tensor.numel() <= int.MaxValue / sizeof(float);

    /// <summary>Whether CUDA kernels can: float32 there.</summary>
    internal static bool FitsDevice(Tensor tensor) => tensor.dtype == torch.ScalarType.Float32 && tensor.device_type == DeviceType.CUDA;

    /// <summary>[B,H,N,rows,columns], or [B,H,rows,columns] as one piece. An axis of one in front is the same for all heads of all sequences.</summary>
    /// <param name="tensor">Evenly spread; it must live as long as the memory is used.</param>
    internal static KernelMemory Of(Tensor tensor)
    {
        if (!IsEven(tensor)) throw new ArgumentException($"Kernels take a contiguous stretch for every head, all equally far apart; strides of [{string.Join(",", tensor.shape)}] are [{string.Join(",", tensor.stride())}].", nameof(tensor));
        var shape = tensor.shape;
        var (units, stretch) = (shape[0] * shape[1], (nint)(tensor.numel() / (shape[0] * shape[1])));
        var unit = units == 1 ? 0 : (nint)tensor.stride(shape[1] > 1 ? 1 : 0);
        using var first = tensor.narrow(0, 0, 1).narrow(1, 0, 1);
        return new(Start(first), (nint)(units - 1) * unit + stretch, unit, shape.Length == 5 ? stretch / (nint)shape[2] : 0, (nint)shape[^1]);
    }

    /// <summary>Whether every head of every sequence has one stretch, all equally far apart: a contiguous tensor, or a range of tokens of one.</summary>
    internal static bool IsEven(Tensor tensor)
    {
        var (shape, strides, next) = (tensor.shape, tensor.stride(), 1L);
        for (var axis = shape.Length - 1; axis >= 2; next *= shape[axis--])
            if (shape[axis] > 1 && strides[axis] != next) return false;
        return shape[0] == 1 || shape[1] == 1 || strides[0] == shape[1] * strides[1];
    }

    /// <summary>What a token brings, [B,H,1,columns], or one number for all heads of all sequences.</summary>
    internal static KernelMemory OfToken(Tensor tensor) => tensor.numel() == 1 ? new(Start(tensor), 1, 0, 0) : Of(tensor);

    /// <summary>This memory from a row on.</summary>
    internal KernelMemory Row(int row) => new(this, _start + row * _row);

    /// <summary>A slow parameter as stored: one stretch for every head, or one for all.</summary>
    internal static KernelMemory OfSlow(Tensor tensor, int heads, bool perHead)
        => new(Start(tensor), (nint)tensor.numel(), perHead ? (nint)(tensor.numel() / heads) : 0, 0);

    /// <summary>The address of its first float.</summary>
    internal nint Address => _start.Address;

    /// <summary>As scans on a graphics processor see it.</summary>
    internal DeviceMemory ForDevice => new(Address, _unit, _piece, _tensor, _floats);

    internal Ptr At(nint unit, nint piece = 0) => _start + (unit * _unit + piece * _piece);

    /// <summary>Has a kernel ask for one piece ahead of its use.</summary>
    internal void Expect(Kernel kernel, nint unit, nint piece) => kernel.Expect(At(unit, piece), _piece);

    static Ptr Start(Tensor tensor)
        => tensor.device_type == DeviceType.CPU ? Ptr.Of(MemoryMarshal.Cast<byte, float>(tensor.bytes)) : Ptr.At(TensorAddress.Of(tensor.Handle));
}
