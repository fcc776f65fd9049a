using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A tensor kept for backward: alive although the user disposes his wrapper, and checked against later in-place changes.</summary>
internal sealed class SavedTensor
{
    private readonly int _version;
    private readonly bool _isOutput;
    private TensorImpl? _impl;

    private SavedTensor(TensorImpl impl, bool isOutput)
    {
        _impl = impl;
        _isOutput = isOutput;
        _version = impl.Buffer.Version;
    }

    public static SavedTensor? Of(Tensor? tensor)
    {
        if (tensor is null) return null;
        tensor.Impl.Retain();
        return new(tensor.Impl, false);
    }

    /// <summary>An output is kept without its history, which would make a cycle.</summary>
    public static SavedTensor Output(Tensor tensor)
    {
        var impl = tensor.Impl;
        return new(impl.Alias(impl.Shape, impl.Strides, impl.Offset), true);
    }

    public Tensor Unpack(Node owner, int outputSlot = 0)
    {
        var impl = _impl ?? throw new ExternalException("Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Specify retain_graph: true if you need to backward through the graph a second time.");
        if (impl.Buffer.Version != _version)
            throw new ExternalException($"one of the variables needed for gradient computation has been modified by an inplace operation: [{impl.DType} {Shapes.Text(impl.Shape)}], saved by {owner.Name}, is at version {impl.Buffer.Version}; expected version {_version} instead.");
        if (!_isOutput)
        {
            impl.Retain();
            return new Tensor(impl);
        }
        var copy = impl.Alias(impl.Shape, impl.Strides, impl.Offset);
        if (GradMode.Enabled) copy.SetGradFn(owner, outputSlot);
        return new Tensor(copy);
    }

    public void Release() => Interlocked.Exchange(ref _impl, null)?.Release();
}
