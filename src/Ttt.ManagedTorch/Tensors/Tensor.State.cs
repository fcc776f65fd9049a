using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public long[] shape => (long[])Impl.Shape.Clone();

        public long ndim => Impl.Rank;

        public long Dimensions => Impl.Rank;

        public long dim() => Impl.Rank;

        public long NumberOfElements => Impl.Numel;

        public long ElementSize => DTypes.Size(Impl.DType);

        public long element_size() => DTypes.Size(Impl.DType);

        public long numel() => Impl.Numel;

        public long size(int dim) => Impl.Shape.Length == 0 ? throw ScalarHasNoDims(dim) : Impl.Shape[Shapes.Dim(dim, Impl.Rank)];

        public long[] size() => shape;

        public long[] stride() => (long[])Impl.Strides.Clone();

        public long stride(int dim) => Impl.Strides.Length == 0 ? throw ScalarHasNoDims(dim) : Impl.Strides[Shapes.Dim(dim, Impl.Rank)];

        public long storage_offset() => Impl.Offset;

        public bool is_contiguous() => Impl.IsContiguous;

        public ScalarType dtype => Impl.DType;

        public Device device => CPU;

        public DeviceType device_type => DeviceType.CPU;

        public int device_index => -1;

        public bool is_cuda => false;

        public bool is_meta => false;

        public bool is_sparse => false;

        public bool is_cpu() => true;

        public bool is_floating_point() => DTypes.IsFloat(dtype);

        public bool is_integral() => DTypes.IsIntegral(dtype);

        public bool is_complex() => false;

        public bool is_leaf => Impl.GradEdge().Node is null or AccumulateGrad;

        public bool requires_grad
        {
            get => Impl.RequiresGrad;
            set => Impl.SetRequiresGrad(value);
        }

        /// <summary>The accumulated gradient, a new wrapper at every access; null where there is none.</summary>
        public Tensor? grad
        {
            get
            {
                if (Impl.Grad is not { } grad) return null;
                grad.Retain();
                return new Tensor(grad);
            }

            set => Impl.SetGrad(value?.Impl);
        }

        /// <summary>The elements of a contiguous tensor as raw bytes, valid while the tensor lives.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                RequireContiguous("bytes");
                return new Span<byte>(Impl.Data, checked((int)(numel() * ElementSize)));
            }

            set
            {
                if (value.Length != numel() * ElementSize) throw new ArgumentException("Mismatched data sizes in bytes()");
                value.CopyTo(bytes);
                InPlace.Bump(this);
            }
        }

        /// <summary>Typed access to the elements in row-major order of the logical shape.</summary>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            RequireType<T>();
            return new TensorAccessor<T>(this);
        }

        /// <summary>The value of a tensor with one element.</summary>
        public unsafe T item<T>() where T : unmanaged
        {
            if (numel() != 1) throw new ArgumentException($"Number of elements in the tensor must be 1, but the shape is {Shapes.Text(Impl.Shape)}");
            RequireType<T>();
            T value = *(T*)Impl.Data;
            GC.KeepAlive(this);
            return value;
        }

        /// <summary>The memory behind this tensor and its views.</summary>
        public Storage<T> storage<T>() where T : unmanaged => new(this);

        public Scalar ToScalar()
        {
            if (numel() != 1) throw new ArgumentException("Only one element tensors can be converted to scalars");
            return TensorValues.Read(Impl, 0);
        }

        internal void RequireContiguous(string member)
        {
            if (!Impl.IsContiguous) throw new NotSupportedException($"{member} needs a contiguous tensor; call contiguous() first");
        }

        private void RequireType<T>()
        {
            if (DTypes.ClrType(dtype) != typeof(T))
                throw new ArgumentException($"{typeof(T).Name} is not compatible with a tensor of type {dtype}");
        }

        private static ExternalException ScalarHasNoDims(int dim) =>
            new(string.Create(CultureInfo.InvariantCulture, $"Dimension specified as {dim} but tensor has no dimensions"));
    }
}
