using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The same values as another element type; an alias where the type is the same already.</summary>
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            var y = type == dtype && !copy ? alias() : Converted(type);
            if (disposeAfter) Dispose();
            return y;
        }

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to_type(type, copy, disposeAfter, non_blocking);

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            RequireCpu(device);
            return to_type(type, copy, disposeAfter, non_blocking);
        }

        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);

        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(device), copy, disposeAfter, non_blocking);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            RequireCpu(device);
            return to_type(dtype, copy, disposeAfter, non_blocking);
        }

        public Tensor to(Tensor other, bool non_blocking = false) => to_type(other.dtype);

        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);

        public Tensor type(ScalarType dtype) => to_type(dtype);

        public Tensor cpu() => alias();

        public Tensor cuda(Device? device = null, bool non_blocking = false)
        {
            RequireCpu(device ?? CUDA);
            return alias();
        }

        public Tensor pin_memory() => throw new ExternalException("Cannot access accelerator device when none is available: pin_memory() needs CUDA");

        public Tensor @float() => to_type(ScalarType.Float32);

        public Tensor bfloat16() => to_type(ScalarType.BFloat16);

        public Tensor @double() => to_type(ScalarType.Float64);

        public Tensor @long() => to_type(ScalarType.Int64);

        public Tensor @int() => to_type(ScalarType.Int32);

        public Tensor @short() => to_type(ScalarType.Int16);

        public Tensor @byte() => to_type(ScalarType.Byte);

        public Tensor @bool() => to_type(ScalarType.Bool);

        /// <summary>A copy with memory of its own; gradients flow through.</summary>
        public Tensor clone()
        {
            var y = Elementwise.Result(Impl.Shape, Impl.DType, Impl);
            Elementwise.Copy(y.Impl, Impl);
            return Tape.Tracks(this) ? Tape.Record(y, "CloneBackward", [this], [], [static (_, g) => g]) : y;
        }

        /// <summary>This tensor where it is contiguous already, else a row-major copy.</summary>
        public Tensor contiguous()
        {
            if (Impl.IsContiguous) return alias();
            var y = Alloc.New(Impl.Shape, Impl.DType);
            Elementwise.Copy(y.Impl, Impl);
            return Tape.Tracks(this) ? Tape.Record(y, "CloneBackward", [this], [], [static (_, g) => g]) : y;
        }

        /// <summary>The same values outside the graph, over the same memory.</summary>
        public Tensor detach() => new(Impl.Alias(Impl.Shape, Impl.Strides, Impl.Offset));

        public Tensor detach_()
        {
            if (Impl.Base is not null) throw new ExternalException("Can't detach views in-place. Use detach() instead.");
            Impl.SetGradFn(null, 0);
            Impl.SetRequiresGrad(false);
            return this;
        }

        /// <summary>A row-major copy outside the graph.</summary>
        internal Tensor CopyContiguous()
        {
            var y = Alloc.New(Impl.Shape, Impl.DType);
            Elementwise.Copy(y.Impl, Impl);
            return y;
        }

        private Tensor Converted(ScalarType type)
        {
            _ = DTypes.Size(type);
            var y = Elementwise.Result(Impl.Shape, type, Impl);
            Elementwise.Copy(y.Impl, Impl);
            if (!Tape.Tracks(this) || !DTypes.IsFloat(type)) return y;
            return Tape.Record(y, "ToCopyBackward", [this], [], [static (n, g) => g.to_type((ScalarType)n.State!)], dtype);
        }
    }
}
