using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor uniform_(double from, double to, Generator? generator = null) =>
            Draw(generator, g => from + ((to - from) * g.NextDouble()));

        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null)
        {
            if (!(std >= 0)) throw new ExternalException($"normal expects std >= 0.0, but found std {std.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
            return Draw(generator, g => mean + (std * g.NextNormal()));
        }

        public Tensor exponential_(double lambda = 1, Generator? generator = null) =>
            Draw(generator, g => -Math.Log(1 - g.NextDouble()) / lambda);

        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) =>
            Draw(generator, g => g.NextDouble() < p ? 1 : 0, anyType: true);

        /// <summary>1 with the probability that stands at each place, else 0.</summary>
        public Tensor bernoulli(Generator? generator = null)
        {
            using var scope = NewDisposeScope();
            using var mode = no_grad();
            var uniform = torch.rand(Impl.Shape, dtype, generator: generator);
            return uniform.lt(this).to_type(dtype).MoveToOuterDisposeScope();
        }

        // One stream in row-major order, whatever the strides and threads.
        private unsafe Tensor Draw(Generator? generator, Func<Generator, double> next, bool anyType = false)
        {
            InPlace.Check(this);
            if (!anyType && !DTypes.IsFloat(dtype)) throw DTypes.NotFor("distribution", dtype);
            var source = generator ?? Generator.Default;
            using var values = Alloc.New(Impl.Shape, ScalarType.Float64);
            double* at = (double*)values.Impl.Data;
            lock (source)
            {
                for (long i = 0; i < values.Impl.Numel; i++) at[i] = next(source);
            }
            using var mode = no_grad();
            return copy_(values);
        }
    }
}
