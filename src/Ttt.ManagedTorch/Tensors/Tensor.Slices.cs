using System.Globalization;
using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor narrow(long dim, long start, long length)
        {
            int d = Shapes.Dim(dim, Impl.Rank);
            if (Impl.Rank == 0) throw new ExternalException("narrow() cannot be applied to a 0-dim tensor.");
            if (length < 0) throw new ExternalException("narrow(): length must be non-negative.");
            long extent = Impl.Shape[d];
            if (start < 0) start += extent;
            if (start < 0 || start + length > extent)
                throw new ExternalException(string.Create(CultureInfo.InvariantCulture, $"start ({start}) + length ({length}) exceeds dimension size ({extent}) of dimension {d}, shape {Shapes.Text(Impl.Shape)}."));
            return Sliced(d, start, length, 1);
        }

        public Tensor slice(long dim, long start, long finish, long step)
        {
            int d = Shapes.Dim(dim, Impl.Rank);
            if (Impl.Rank == 0) throw new ExternalException("slice() cannot be applied to a 0-dim tensor.");
            if (step <= 0) throw new ExternalException("slice step must be positive");
            long extent = Impl.Shape[d];
            start = Math.Clamp(start < 0 ? start + extent : start, 0, extent);
            finish = Math.Clamp(finish < 0 ? finish + extent : finish, start, extent);
            return Sliced(d, start, (finish - start + step - 1) / step, step);
        }

        public Tensor select(long dim, long index)
        {
            if (Impl.Rank == 0) throw new ExternalException("select() cannot be applied to a 0-dim tensor.");
            int d = Shapes.Dim(dim, Impl.Rank);
            long extent = Impl.Shape[d], at = index < 0 ? index + extent : index;
            if (at < 0 || at >= extent)
                throw new ExternalException(string.Create(CultureInfo.InvariantCulture, $"select(): index {index} out of range for tensor of size {Shapes.Text(Impl.Shape)} at dimension {d}"));
            var y = View([.. Impl.Shape[..d], .. Impl.Shape[(d + 1)..]], [.. Impl.Strides[..d], .. Impl.Strides[(d + 1)..]], Impl.Offset + (at * Impl.Strides[d]), null, null);
            return Tape.Tracks(this) ? Partial(y, g => g.select(d, at), "SelectBackward") : y;
        }

        public Tensor[] split(long size, int dim = 0)
        {
            int d = Shapes.Dim(dim, Impl.Rank);
            if (size <= 0 && !(size == 0 && Impl.Shape[d] == 0)) throw new ExternalException($"split expects split_size be positive, but got split_size={size.ToString(CultureInfo.InvariantCulture)}");
            long extent = Impl.Shape[d], pieces = Math.Max(1, (extent + size - 1) / Math.Max(size, 1));
            var sizes = new long[pieces];
            for (long i = 0; i < pieces; i++) sizes[i] = Math.Min(size, extent - (i * size));
            return Pieces(sizes, d);
        }

        public Tensor[] split(long[] sizes, long dim = 0)
        {
            int d = Shapes.Dim(dim, Impl.Rank);
            if (sizes.Sum() != Impl.Shape[d])
                throw new ExternalException($"split_with_sizes expects split_sizes to sum exactly to {Impl.Shape[d].ToString(CultureInfo.InvariantCulture)} (input tensor's size at dimension {d}), but got split_sizes={Shapes.Text(sizes)}");
            return Pieces(sizes, d);
        }

        public Tensor[] split(params long[] sizes) => split(sizes, 0L);

        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0) => split(sizes.ToArray(), dim);

        public Tensor[] chunk(long chunks, long dim = 0)
        {
            if (chunks <= 0) throw new ExternalException($"chunk expects `chunks` to be greater than 0, got: {chunks.ToString(CultureInfo.InvariantCulture)}");
            int d = Shapes.Dim(dim, Impl.Rank);
            return split(Math.Max(1, (Impl.Shape[d] + chunks - 1) / chunks), d);
        }

        public Tensor[] unbind(long dimension = 0)
        {
            int d = Shapes.Dim(dimension, Impl.Rank);
            var pieces = new Tensor[Impl.Shape[d]];
            var node = Tape.Tracks(this) ? new PiecesNode(this, d, Enumerable.Repeat(1L, pieces.Length).ToArray(), removesDim: true) : null;
            for (int i = 0; i < pieces.Length; i++)
            {
                pieces[i] = View([.. Impl.Shape[..d], .. Impl.Shape[(d + 1)..]], [.. Impl.Strides[..d], .. Impl.Strides[(d + 1)..]], Impl.Offset + (i * Impl.Strides[d]), null, null);
                if (node is not null) pieces[i].Impl.SetGradFn(node, i);
            }
            return pieces;
        }

        private Tensor[] Pieces(long[] sizes, int d)
        {
            var pieces = new Tensor[sizes.Length];
            var node = Tape.Tracks(this) ? new PiecesNode(this, d, sizes, removesDim: false) : null;
            long start = 0;
            for (int i = 0; i < sizes.Length; i++)
            {
                pieces[i] = Cut(d, start, sizes[i], 1);
                if (node is not null) pieces[i].Impl.SetGradFn(node, i);
                start += sizes[i];
            }
            return pieces;
        }

        private Tensor Sliced(int d, long start, long length, long step)
        {
            var y = Cut(d, start, length, step);
            return Tape.Tracks(this) ? Partial(y, g => g.Cut(d, start, length, step), "SliceBackward") : y;
        }

        internal Tensor Cut(int d, long start, long length, long step)
        {
            long[] shape = (long[])Impl.Shape.Clone(), strides = (long[])Impl.Strides.Clone();
            shape[d] = length;
            strides[d] *= step;
            return View(shape, strides, Impl.Offset + (start * Impl.Strides[d]), null, null);
        }

        private Tensor Partial(Tensor view, Func<Tensor, Tensor> cut, string name)
        {
            if (Tape.Tracks(this)) view.Impl.SetGradFn(new PartialViewNode(this, cut, name), 0);
            return view;
        }
    }
}
