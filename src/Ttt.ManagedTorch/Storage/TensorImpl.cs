using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>What a tensor is: geometry over a buffer, and its place in the autograd graph. Wrappers and saved values share it by reference count.</summary>
internal sealed unsafe class TensorImpl
{
    private int _references = 1;
    private bool _leafRequiresGrad;
    private TensorImpl? _grad;
    private AccumulateGrad? _accumulator;

    public TensorImpl(NativeBuffer buffer, long[] shape, long[] strides, long offset, ScalarType dtype)
    {
        Buffer = buffer;
        Shape = shape;
        Strides = strides;
        Offset = offset;
        DType = dtype;
        Numel = Shapes.Numel(shape);
        IsContiguous = Shapes.IsContiguous(shape, strides);
    }

    public NativeBuffer Buffer { get; private set; }

    public long[] Shape { get; private set; }

    public long[] Strides { get; private set; }

    /// <summary>First element, counted in elements from the start of the buffer.</summary>
    public long Offset { get; private set; }

    public ScalarType DType { get; private set; }

    public long Numel { get; private set; }

    public bool IsContiguous { get; private set; }

    public int Rank => Shape.Length;

    public byte* Data => Buffer.Pointer + (Offset * DTypes.Size(DType));

    public bool IsShared => Volatile.Read(ref _references) > 1;

    public bool IsAlive => Volatile.Read(ref _references) > 0;

    /// <summary>The node that produced this tensor; null for leaves.</summary>
    public Node? GradFn { get; private set; }

    /// <summary>Which of the node's outputs this tensor is.</summary>
    public int OutputIndex { get; private set; }

    /// <summary>The tensor this one is a differentiable view of.</summary>
    public TensorImpl? Base { get; private set; }

    /// <summary>Buffer version at which <see cref="GradFn"/> of a view was made.</summary>
    public int ViewVersion { get; set; }

    public bool RetainsGrad { get; set; }

    public bool RequiresGrad => _leafRequiresGrad || GradFn is not null || (Base is not null && Base.RequiresGrad && ViewVersion != Buffer.Version);

    public TensorImpl? Grad => _grad;

    public static TensorImpl Allocate(long[] shape, long[] strides, ScalarType dtype)
    {
        long numel = Shapes.Numel(shape);
        foreach (long extent in shape)
            if (extent < 0) throw new ExternalException($"Trying to create tensor with negative dimension: {Shapes.Text(shape)}");
        return new(BufferPool.Rent(numel * DTypes.Size(dtype)), shape, strides, 0, dtype);
    }

    /// <summary>Other geometry over the same buffer.</summary>
    public TensorImpl Alias(long[] shape, long[] strides, long offset)
    {
        Buffer.Retain();
        return new(Buffer, shape, strides, offset, DType);
    }

    /// <summary>Takes the geometry of another tensor over the same buffer (in-place squeeze, transpose).</summary>
    public void Reshape(long[] shape, long[] strides)
    {
        Shape = shape;
        Strides = strides;
        IsContiguous = Shapes.IsContiguous(shape, strides);
    }

    public void SetBase(TensorImpl root)
    {
        root.Retain();
        Base = root;
        ViewVersion = Buffer.Version;
    }

    public void SetRequiresGrad(bool value)
    {
        if (value && !DTypes.IsFloat(DType))
            throw new ExternalException("only Tensors of floating point dtype can require gradients");
        if (!value && GradFn is not null)
            throw new ExternalException("you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't require differentiation use detach().");
        _leafRequiresGrad = value && GradFn is null;
    }

    public void SetGradFn(Node? node, int output)
    {
        node?.Retain();
        GradFn?.Release();
        GradFn = node;
        OutputIndex = output;
        if (node is not null) _leafRequiresGrad = false;
        ViewVersion = Buffer.Version;
    }

    public void SetGrad(TensorImpl? grad)
    {
        grad?.Retain();
        _grad?.Release();
        _grad = grad;
    }

    /// <summary>Where gradients with respect to this tensor go.</summary>
    public Edge GradEdge()
    {
        ViewHistory.Refresh(this);
        if (GradFn is not null) return new(GradFn, OutputIndex, Shape, DType);
        if (_leafRequiresGrad) return new(_accumulator ??= new AccumulateGrad(this), 0, Shape, DType);
        return default;
    }

    public void Retain() => Interlocked.Increment(ref _references);

    public void Release()
    {
        if (Interlocked.Decrement(ref _references) != 0) return;
        Buffer.Release();
        GradFn?.Release();
        GradFn = null;
        _grad?.Release();
        _grad = null;
        Base?.Release();
        Base = null;
    }
}
