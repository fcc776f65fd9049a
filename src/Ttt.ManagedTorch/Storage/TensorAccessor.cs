using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>Reads and writes a tensor's elements by index or in row-major order.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private readonly Tensor _tensor;

    internal TensorAccessor(Tensor tensor) => _tensor = tensor;

    public long Count => _tensor.numel();

    public bool IsReadOnly => false;

    private TensorImpl Impl => _tensor.Impl;

    /// <summary>One index per dimension, or a single index in row-major order.</summary>
    public T this[params long[] indices]
    {
        get => ((T*)Impl.Data)[Locate(indices)];
        set
        {
            ((T*)Impl.Data)[Locate(indices)] = value;
            InPlace.Bump(_tensor);
        }
    }

    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array);
        return array;
    }

    public Array ToNDArray()
    {
        var array = Array.CreateInstance(typeof(T), _tensor.shape);
        var flat = ToArray();
        var index = new long[_tensor.ndim];
        for (long i = 0; i < flat.Length; i++)
        {
            long rest = i;
            for (int d = index.Length - 1; d >= 0; d--)
            {
                index[d] = rest % Impl.Shape[d];
                rest /= Impl.Shape[d];
            }
            array.SetValue(flat[i], index);
        }
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var target = array[arrayIndex..];
        long count = Math.Min(target.Length, Count - tensorIndex);
        if (Impl.IsContiguous) new ReadOnlySpan<T>((T*)Impl.Data + tensorIndex, (int)count).CopyTo(target);
        else
            for (long i = 0; i < count; i++) target[(int)i] = ((T*)Impl.Data)[TensorValues.Position(Impl, tensorIndex + i)];
        GC.KeepAlive(_tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var source = array[arrayIndex..];
        long count = Math.Min(source.Length, Count - tensorIndex);
        if (Impl.IsContiguous) source[..(int)count].CopyTo(new Span<T>((T*)Impl.Data + tensorIndex, (int)count));
        else
            for (long i = 0; i < count; i++) ((T*)Impl.Data)[TensorValues.Position(Impl, tensorIndex + i)] = source[(int)i];
        InPlace.Bump(_tensor);
        GC.KeepAlive(_tensor);
    }

    /// <summary>Nothing to release: the tensor owns its memory.</summary>
    public void Dispose()
    {
    }

#nullable disable annotations // the recorded signature says nothing of null
    public override bool Equals(object obj) => obj is TensorAccessor<T> other && this == other;
#nullable restore annotations

    public override int GetHashCode() => _tensor.GetHashCode();

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public static bool operator ==(TensorAccessor<T> left, TensorAccessor<T> right) =>
        left.Count == right.Count && left.ToArray().AsSpan().SequenceEqual(right.ToArray());

    public static bool operator !=(TensorAccessor<T> left, TensorAccessor<T> right) => !(left == right);

    private long Locate(long[] indices)
    {
        if (indices.Length == 1 && Impl.Rank != 1)
        {
            if (indices[0] < 0 || indices[0] >= Count) throw new ArgumentOutOfRangeException(nameof(indices), $"index {indices[0]} is out of range for {Count} elements");
            return TensorValues.Position(Impl, indices[0]);
        }
        if (indices.Length != Impl.Rank) throw new ArgumentException($"{indices.Length} indices given for a tensor of shape {Shapes.Text(Impl.Shape)}");
        long position = 0;
        for (int i = 0; i < indices.Length; i++)
        {
            if (indices[i] < 0 || indices[i] >= Impl.Shape[i]) throw new ArgumentOutOfRangeException(nameof(indices), $"index {indices[i]} is out of range in dimension {i} of shape {Shapes.Text(Impl.Shape)}");
            position += indices[i] * Impl.Strides[i];
        }
        return position;
    }
}
