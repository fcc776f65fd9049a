using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor max() => ExtremeOfAll("max", true);

        public Tensor min() => ExtremeOfAll("min", false);

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => Extreme(dim, keepdim, true);

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => Extreme(dim, keepdim, false);

        public Tensor argmax() => ArgOfAll(true);

        public Tensor argmin() => ArgOfAll(false);

        public Tensor argmax(long dim, bool keepdim = false) => Arg(dim, keepdim, true);

        public Tensor argmin(long dim, bool keepdim = false) => Arg(dim, keepdim, false);

        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) => ExtremeOver(dims, keepdim, @out, true);

        public Tensor amax(params long[] dims) => ExtremeOver(dims, false, null, true);

        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => ExtremeOver(dims.ToArray(), keepdim, @out, true);

        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) => ExtremeOver(dims, keepdim, @out, false);

        public Tensor amin(params long[] dims) => ExtremeOver(dims, false, null, false);

        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => ExtremeOver(dims.ToArray(), keepdim, @out, false);

        private (Tensor, Tensor) Extreme(long dim, bool keepdim, bool largest)
        {
            int d = Shapes.Dim(dim, Impl.Rank);
            var (values, indices) = ExtremeKept(d, largest);
            if (Tape.Tracks(this))
            {
                Tape.Record(values, largest ? "MaxBackward" : "MinBackward", [this], [indices],
                    [static (n, g) => torch.zeros(n.Inputs[0].Shape, g.dtype).scatter_add((int)n.State!, n[0], g)], d);
            }
            if (keepdim || Impl.Rank == 0) return (values, indices);
            using (values)
            using (indices) return (values.squeeze(d), indices.squeeze(d));
        }

        private Tensor Arg(long dim, bool keepdim, bool largest)
        {
            using var mode = no_grad();
            var (values, indices) = Extreme(dim, keepdim, largest);
            values.Dispose();
            return indices;
        }

        private Tensor ArgOfAll(bool largest)
        {
            DimOps.RequireElements(largest ? "argmax" : "argmin", this);
            using var flat = detach().reshape(-1);
            return flat.Arg(0, false, largest);
        }

        private Tensor ExtremeOfAll(string op, bool largest)
        {
            DimOps.RequireElements(op, this);
            return ExtremeOver(AllDims(), false, null, largest);
        }

        // Equal extremes share the gradient, as in libtorch's amax and amin.
        private Tensor ExtremeOver(long[] dims, bool keepdim, Tensor? @out, bool largest)
        {
            if (dims.Length == 0) dims = AllDims();
            using var scope = NewDisposeScope();
            Tensor y;
            using (no_grad())
            {
                y = detach();
                foreach (long dim in dims) y = y.ExtremeKept(Shapes.Dim(dim, Impl.Rank), largest).Item1;
            }
            if (dims.Length == 0) y = y.clone();
            if (Tape.Tracks(this))
            {
                Tape.Record(y, largest ? "AmaxBackward" : "AminBackward", [this], [this, y], [static (n, g) =>
                {
                    var hits = n[0].eq(n[1]).to_type(g.dtype);
                    return g.mul(hits.div(hits.sum((long[])n.State!, true)));
                }], dims);
            }
            if (!keepdim) y = y.DropDims(dims);
            if (@out is null) return y.MoveToOuterDisposeScope();
            return @out.copy_(y);
        }

        // Keeps the reduced dimension with extent 1.
        private (Tensor, Tensor) ExtremeKept(int d, bool largest)
        {
            var view = DimView.Of(Impl.Shape, d);
            if (view.N == 0) throw new ExternalException($"{(largest ? "max" : "min")}(): Expected reduction dim {d} to have non-zero size. Shape {Shapes.Text(Impl.Shape)}");
            using var mode = no_grad();
            using var x = contiguous();
            var shape = DimOps.WithExtent(Impl.Shape, d, 1);
            Tensor values = Alloc.New(shape, dtype), indices = Alloc.New(shape, ScalarType.Int64);
            Extrema.Run(values.Impl, indices.Impl, x.Impl, view, largest);
            return (values, indices);
        }
    }
}
