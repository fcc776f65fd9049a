using System.Globalization;
using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor T => Impl.Rank < 2 ? alias() : permute([.. Enumerable.Range(0, Impl.Rank).Reverse().Select(d => (long)d)]);

        public Tensor mT => Impl.Rank >= 2 ? transpose(-2, -1) : throw new ExternalException($"tensor.mT is only supported on matrices or batches of matrices. Got {Impl.Rank}-D tensor.");

        /// <summary>Another view of everything.</summary>
        public Tensor alias() => View(Impl.Shape, Impl.Strides, Impl.Offset, "AliasBackward", static (_, g) => g);

        /// <summary>Other shape over the same memory; -1 stands for what is left. Throws where strides do not allow it.</summary>
        public Tensor view(params long[] shape)
        {
            var target = Shapes.Infer(shape, Impl.Numel);
            var strides = Shapes.ViewStrides(Impl.Shape, Impl.Strides, target)
                ?? throw new ExternalException($"view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead. Shape {Shapes.Text(Impl.Shape)}, strides {Shapes.Text(Impl.Strides)}, asked for {Shapes.Text(target)}");
            return Reshaped(target, strides);
        }

        public Tensor view_as(Tensor other) => view(other.Impl.Shape);

        /// <summary>Other shape: a view where possible, else a copy.</summary>
        public Tensor reshape(params long[] shape)
        {
            var target = Shapes.Infer(shape, Impl.Numel);
            if (Shapes.ViewStrides(Impl.Shape, Impl.Strides, target) is { } strides) return Reshaped(target, strides);
            using var rows = contiguous();
            return rows.Reshaped(target, Shapes.ContiguousStrides(target));
        }

        public Tensor flatten(long start_dim = 0, long end_dim = -1)
        {
            if (Impl.Rank == 0) return reshape(1);
            int start = Shapes.Dim(start_dim, Impl.Rank), end = Shapes.Dim(end_dim, Impl.Rank);
            if (start > end) throw new ExternalException("flatten() has invalid args: start_dim cannot come after end_dim");
            long merged = Shapes.Numel(Impl.Shape.AsSpan(start..(end + 1)));
            return reshape([.. Impl.Shape[..start], merged, .. Impl.Shape[(end + 1)..]]);
        }

        public Tensor unflatten(long dim, params long[] sizes)
        {
            int d = Shapes.Dim(dim, Impl.Rank);
            return view([.. Impl.Shape[..d], .. Shapes.Infer(sizes, Impl.Shape[d]), .. Impl.Shape[(d + 1)..]]);
        }

        public Tensor ravel() => reshape(-1);

        public Tensor transpose(long dim0, long dim1)
        {
            int a = Shapes.Dim(dim0, Impl.Rank), b = Shapes.Dim(dim1, Impl.Rank);
            if (Impl.Rank == 0) return alias();
            long[] shape = (long[])Impl.Shape.Clone(), strides = (long[])Impl.Strides.Clone();
            (shape[a], shape[b]) = (shape[b], shape[a]);
            (strides[a], strides[b]) = (strides[b], strides[a]);
            return View(shape, strides, Impl.Offset, "TransposeBackward", static (n, g) =>
            {
                var (x, y) = ((int, int))n.State!;
                return g.transpose(x, y);
            }, (a, b));
        }

        public Tensor swapaxes(long dim0, long dim1) => transpose(dim0, dim1);

        public Tensor swapdims(long dim0, long dim1) => transpose(dim0, dim1);

        public Tensor t()
        {
            if (Impl.Rank > 2) throw new ExternalException($"t() expects a tensor with <= 2 dimensions, but self is {Impl.Rank}D");
            return Impl.Rank < 2 ? alias() : transpose(0, 1);
        }

        public Tensor permute(params long[] permutation)
        {
            int rank = Impl.Rank;
            if (permutation.Length != rank)
                throw new ExternalException($"permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = {rank} is not equal to len(dims) = {permutation.Length}");
            var order = new int[rank];
            long[] shape = new long[rank], strides = new long[rank], inverse = new long[rank];
            int seen = 0;
            for (int i = 0; i < rank; i++)
            {
                int d = order[i] = Shapes.Dim(permutation[i], rank);
                if ((seen >> d & 1) != 0) throw new ExternalException("permute(): duplicate dims are not allowed.");
                seen |= 1 << d;
                shape[i] = Impl.Shape[d];
                strides[i] = Impl.Strides[d];
                inverse[d] = i;
            }
            return View(shape, strides, Impl.Offset, "PermuteBackward", static (n, g) => g.permute((long[])n.State!), inverse);
        }

        public Tensor permute(IEnumerable<long> permutation) => permute(permutation.ToArray());

        public Tensor movedim(long[] source, long[] destination)
        {
            int rank = Impl.Rank;
            var order = new long[rank];
            Array.Fill(order, -1);
            var from = source.Select(d => (long)Shapes.Dim(d, rank)).ToArray();
            for (int i = 0; i < from.Length; i++) order[Shapes.Dim(destination[i], rank)] = from[i];
            var rest = new Queue<long>(Enumerable.Range(0, rank).Select(d => (long)d).Except(from));
            for (int i = 0; i < rank; i++)
                if (order[i] < 0) order[i] = rest.Dequeue();
            return permute(order);
        }

        public Tensor unsqueeze(long dim)
        {
            int d = Shapes.Dim(dim, Impl.Rank + 1);
            long stride = d < Impl.Rank ? Impl.Shape[d] * Impl.Strides[d] : 1;
            return View([.. Impl.Shape[..d], 1, .. Impl.Shape[d..]], [.. Impl.Strides[..d], stride, .. Impl.Strides[d..]], Impl.Offset,
                "UnsqueezeBackward", static (n, g) => g.squeeze((int)n.State!), d);
        }

        public Tensor squeeze(long? dim = null)
        {
            if (dim is { } one)
            {
                int d = Shapes.Dim(one, Impl.Rank);
                if (Impl.Rank == 0 || Impl.Shape[d] != 1) return alias();
                return Reshaped([.. Impl.Shape[..d], .. Impl.Shape[(d + 1)..]], [.. Impl.Strides[..d], .. Impl.Strides[(d + 1)..]]);
            }
            var kept = Enumerable.Range(0, Impl.Rank).Where(d => Impl.Shape[d] != 1).ToArray();
            return Reshaped([.. kept.Select(d => Impl.Shape[d])], [.. kept.Select(d => Impl.Strides[d])]);
        }

        public Tensor expand(long[] sizes, bool isImplicit = false)
        {
            int added = sizes.Length - Impl.Rank;
            if (added < 0)
                throw new ExternalException($"expand: the number of sizes provided ({sizes.Length}) must be greater or equal to the number of dimensions in the tensor ({Impl.Rank})");
            long[] shape = new long[sizes.Length], strides = new long[sizes.Length];
            for (int i = 0; i < sizes.Length; i++)
            {
                long own = i < added ? 1 : Impl.Shape[i - added];
                shape[i] = sizes[i] == -1 && i >= added ? own : sizes[i];
                if (shape[i] != own && own != 1 || shape[i] < 0)
                    throw new ExternalException(string.Create(CultureInfo.InvariantCulture, $"The expanded size of the tensor ({sizes[i]}) must match the existing size ({own}) at non-singleton dimension {i}. Target sizes: {Shapes.Text(sizes)}. Tensor sizes: {Shapes.Text(Impl.Shape)}"));
                strides[i] = i < added || own != shape[i] ? 0 : Impl.Strides[i - added];
            }
            return View(shape, strides, Impl.Offset, "ExpandBackward", static (_, g) => g);
        }

        public Tensor expand(params long[] sizes) => expand(sizes, false);

        public Tensor expand(Size sizes, bool isImplicit = false) => expand(sizes.Shape, isImplicit);

        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => expand(sizes.ToArray(), isImplicit);

        public Tensor expand_as(Tensor other) => expand(other.Impl.Shape, false);

        public Tensor broadcast_to(params long[] shape) => expand(shape, false);

        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0)
        {
            if (size.Length != strides.Length) throw new ExternalException($"mismatch in length of strides and shape: {Shapes.Text(strides)} and {Shapes.Text(size)}");
            long last = storageOffset;
            for (int i = 0; i < size.Length; i++) last += Math.Max(size[i] - 1, 0) * strides[i];
            if (storageOffset < 0 || (last + 1) * DTypes.Size(dtype) > (long)Impl.Buffer.Capacity)
                throw new ExternalException($"setStorage: sizes {Shapes.Text(size)}, strides {Shapes.Text(strides)}, storage offset {storageOffset.ToString(CultureInfo.InvariantCulture)} require a storage that is larger than the tensor's");
            var y = View((long[])size.Clone(), (long[])strides.Clone(), storageOffset, null, null);
            if (Tape.Tracks(this)) y.Impl.SetGradFn(new StridedViewNode(Impl, y.Impl), 0);
            return y;
        }

        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1)
        {
            int a = Shapes.Dim(dim1, Impl.Rank), b = Shapes.Dim(dim2, Impl.Rank);
            if (a == b) throw new ExternalException($"diagonal dimensions cannot be identical {dim1}, {dim2}");
            long rowSkip = Math.Max(-offset, 0), columnSkip = Math.Max(offset, 0);
            long length = Math.Max(Math.Min(Impl.Shape[a] - rowSkip, Impl.Shape[b] - columnSkip), 0);
            long start = length == 0 ? Impl.Offset : Impl.Offset + (rowSkip * Impl.Strides[a]) + (columnSkip * Impl.Strides[b]);
            var kept = Enumerable.Range(0, Impl.Rank).Where(d => d != a && d != b).ToArray();
            var y = View([.. kept.Select(d => Impl.Shape[d]), length], [.. kept.Select(d => Impl.Strides[d]), Impl.Strides[a] + Impl.Strides[b]], start, null, null);
            return Partial(y, g => g.diagonal(offset, dim1, dim2), "DiagonalBackward");
        }

        public Tensor unfold(long dimension, long size, long step)
        {
            int d = Shapes.Dim(dimension, Impl.Rank);
            if (size > Impl.Shape[d]) throw new ExternalException($"maximum size for tensor at dimension {d} is {Impl.Shape[d]} but size is {size}");
            if (step <= 0) throw new ExternalException($"step is {step} but must be > 0");
            long[] shape = [.. Impl.Shape, size], strides = [.. Impl.Strides, Impl.Strides[d]];
            shape[d] = ((Impl.Shape[d] - size) / step) + 1;
            strides[d] = Impl.Strides[d] * step;
            var y = View(shape, strides, Impl.Offset, null, null);
            return Partial(y, g => g.unfold(dimension, size, step), "UnfoldBackward");
        }

        private Tensor Reshaped(long[] shape, long[] strides) =>
            View(shape, strides, Impl.Offset, "ReshapeBackward", static (n, g) => g.reshape((long[])n.State!), Impl.Shape);

        /// <summary>Other geometry over the same memory, remembered as a view of the base for in-place changes.</summary>
        private Tensor View(long[] shape, long[] strides, long offset, string? name, GradientRule? rule, object? state = null)
        {
            var y = new Tensor(Impl.Alias(shape, strides, offset));
            if (!GradMode.Enabled) return y;
            ViewHistory.Refresh(Impl);
            y.Impl.SetBase(Impl.Base ?? Impl);
            return rule is not null && Impl.RequiresGrad ? Tape.Record(y, name!, [this], [], [rule], state) : y;
        }
    }
}
