using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor cumsum(long dim, ScalarType? type = null)
        {
            int d = Shapes.Dim(dim, Impl.Rank);
            using var converted = to_type(type ?? (DTypes.IsFloat(dtype) ? dtype : ScalarType.Int64));
            var y = Scanned(converted, d, false);
            return Tape.Tracks(converted)
                ? Tape.Record(y, "CumsumBackward", [converted], [], [static (n, g) => g.flip((int)n.State!).cumsum((int)n.State!).flip((int)n.State!)], d)
                : y;
        }

        public Tensor cumprod(long dim, ScalarType? type = null)
        {
            int d = Shapes.Dim(dim, Impl.Rank);
            using var converted = to_type(type ?? (DTypes.IsFloat(dtype) ? dtype : ScalarType.Int64));
            var y = Scanned(converted, d, true);
            // Exact for inputs without zeros.
            return Tape.Tracks(converted)
                ? Tape.Record(y, "CumprodBackward", [converted], [converted, y], [static (n, g) => g.mul(n[1]).flip((int)n.State!).cumsum((int)n.State!).flip((int)n.State!).div(n[0])], d)
                : y;
        }

        public Tensor prod(ScalarType? type = null)
        {
            using var flat = reshape(-1);
            return flat.prod(0, false, type);
        }

        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null)
        {
            int d = Shapes.Dim(dim, Impl.Rank);
            if (Impl.Rank > 0 && Impl.Shape[d] == 0) return torch.ones(DimOps.WithExtent(Impl.Shape, d, 1), type ?? dtype).squeeze(keepdim ? null : d);
            using var running = cumprod(d, type);
            return keepdim ? running.narrow(d, -1, 1) : running.select(d, -1);
        }

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true)
        {
            int d = Shapes.Dim(dim, Impl.Rank);
            long extent = Impl.Rank == 0 ? 1 : Impl.Shape[d];
            if (k < 0 || k > extent) throw new ExternalException($"selected index k out of range: k = {k}, dimension {d} of shape {Shapes.Text(Impl.Shape)}");
            return Ordered(d, k, largest);
        }

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false)
        {
            int d = Shapes.Dim(dim, Impl.Rank);
            return Ordered(d, Impl.Rank == 0 ? 1 : Impl.Shape[d], descending);
        }

        public Tensor argsort(long dim = -1, bool descending = false)
        {
            using var mode = no_grad();
            var (values, indices) = sort(dim, descending);
            values.Dispose();
            return indices;
        }

        /// <summary>Draws positions with the probabilities (not necessarily normalised) that stand in each row.</summary>
        public unsafe Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null)
        {
            if (Impl.Rank is not (1 or 2)) throw new ExternalException("prob_dist must be 1 or 2 dim");
            long n = Impl.Shape[^1], rows = Impl.Rank == 1 ? 1 : Impl.Shape[0];
            if (num_samples <= 0) throw new ExternalException("cannot sample n_sample <= 0 samples");
            if (!replacement && num_samples > n) throw new ExternalException("cannot sample n_sample > prob_dist.size(-1) samples without replacement");
            using var mode = no_grad();
            using var weights = to_type(ScalarType.Float64, copy: true);
            using var packed = weights.contiguous();
            var y = Alloc.New(Impl.Rank == 1 ? [num_samples] : [rows, num_samples], ScalarType.Int64);
            var source = generator ?? Generator.Default;
            lock (source)
            {
                for (long r = 0; r < rows; r++)
                    Draw(new Span<double>((double*)packed.Impl.Data + (r * n), (int)n), new Span<long>((long*)y.Impl.Data + (r * num_samples), (int)num_samples), replacement, source);
            }
            GC.KeepAlive(packed);
            return y;
        }

        private static void Draw(Span<double> weights, Span<long> drawn, bool replacement, Generator source)
        {
            double total = 0;
            foreach (double weight in weights)
            {
                if (!(weight >= 0) || double.IsInfinity(weight)) throw new ExternalException("probability tensor contains either `inf`, `nan` or element < 0");
                total += weight;
            }
            for (int s = 0; s < drawn.Length; s++)
            {
                if (!(total > 0)) throw new ExternalException("invalid multinomial distribution (sum of probabilities <= 0)");
                double level = source.NextDouble() * total, running = 0;
                int pick = -1;
                for (int i = 0; i < weights.Length; i++)
                {
                    if (weights[i] == 0) continue;
                    pick = i;
                    running += weights[i];
                    if (level < running) break;
                }
                drawn[s] = pick;
                if (replacement) continue;
                weights[pick] = 0;
                total = 0;
                foreach (double weight in weights) total += weight;
            }
        }

        private (Tensor, Tensor) Ordered(int d, long keep, bool descending)
        {
            var shape = DimOps.WithExtent(Impl.Shape, d, keep);
            Tensor values = Alloc.New(shape, dtype), indices = Alloc.New(shape, ScalarType.Int64);
            using (no_grad())
            using (var x = contiguous())
                Sorting.Run(values.Impl, indices.Impl, x.Impl, DimView.Of(Impl.Shape, d), keep, descending);
            if (Tape.Tracks(this))
            {
                Tape.Record(values, "SortBackward", [this], [indices],
                    [static (n, g) => torch.zeros(n.Inputs[0].Shape, g.dtype).scatter_add((int)n.State!, n[0], g)], d);
            }
            return (values, indices);
        }

        private static Tensor Scanned(Tensor source, int d, bool product)
        {
            using var mode = no_grad();
            using var x = source.contiguous();
            var y = Alloc.New(x.Impl.Shape, x.dtype);
            Scan.Run(y.Impl, x.Impl, DimView.Of(x.Impl.Shape, d), product);
            return y;
        }
    }
}
