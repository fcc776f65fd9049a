using System.Collections;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The memory behind a tensor and its views.</summary>
    public abstract class Storage
    {
        protected Tensor _tensor;

        protected IntPtr _tensor_data_ptr;

        protected unsafe Storage(Tensor tensor)
        {
            _tensor = tensor;
            _tensor_data_ptr = (IntPtr)tensor.Impl.Buffer.Pointer;
        }

        /// <summary>Address of the first byte; valid while the tensor lives.</summary>
        public IntPtr data_ptr() => _tensor_data_ptr;

        public abstract int element_size();
    }

    /// <summary>The memory behind a tensor as elements of one type.</summary>
    public sealed unsafe class Storage<T> : Storage, IDisposable, IEnumerable<T> where T : unmanaged
    {
        internal Storage(Tensor tensor) : base(tensor)
        {
        }

        public Device device => CPU;

        public int Count => (int)Extent();

        public bool IsReadOnly => false;

        public T this[int index]
        {
            get => At(index);
            set => At(index) = value;
        }

        public override int element_size() => sizeof(T);

        public T[] ToArray() => new ReadOnlySpan<T>((void*)_tensor_data_ptr, Count).ToArray();

        /// <summary>Nothing to release: the tensor owns its memory.</summary>
        public void Dispose()
        {
        }

        public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        private ref T At(int index)
        {
            if (index < 0 || index >= Count) throw new ArgumentOutOfRangeException(nameof(index));
            return ref ((T*)_tensor_data_ptr)[index];
        }

        private long Extent()
        {
            var impl = _tensor.Impl.Base ?? _tensor.Impl;
            long last = impl.Offset;
            for (int i = 0; i < impl.Rank; i++) last += (impl.Shape[i] - 1) * impl.Strides[i];
            return impl.Numel == 0 ? 0 : last + 1;
        }
    }
}
