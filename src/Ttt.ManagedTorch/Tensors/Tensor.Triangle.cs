using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The lower triangle of each matrix; zero elsewhere.</summary>
        public Tensor tril(long diagonal = 0) => Triangle(diagonal, true);

        /// <summary>The upper triangle of each matrix; zero elsewhere.</summary>
        public Tensor triu(long diagonal = 0) => Triangle(diagonal, false);

        private unsafe Tensor Triangle(long diagonal, bool lower)
        {
            if (Impl.Rank < 2) throw new ExternalException($"tri{(lower ? "l" : "u")}: input tensor must have at least 2 dimensions, got shape {Shapes.Text(Impl.Shape)}");
            var y = Alloc.New(Impl.Shape, dtype);
            Elementwise.Copy(y.Impl, Impl);
            long rows = Impl.Shape[^2], columns = Impl.Shape[^1], size = DTypes.Size(dtype);
            byte* row = y.Impl.Data;
            for (long r = 0; r < Impl.Numel / Math.Max(columns, 1); r++, row += columns * size)
            {
                // Lower keeps columns up to `edge`, upper from `edge` on.
                long edge = Math.Clamp((r % rows) + diagonal + (lower ? 1 : 0), 0, columns);
                if (lower) NativeMemory.Clear(row + (edge * size), (nuint)((columns - edge) * size));
                else NativeMemory.Clear(row, (nuint)(edge * size));
            }
            GC.KeepAlive(y);
            if (!Tape.Tracks(this)) return y;
            return lower
                ? Tape.Record(y, "TrilBackward", [this], [], [static (n, g) => g.tril((long)n.State!)], diagonal)
                : Tape.Record(y, "TriuBackward", [this], [], [static (n, g) => g.triu((long)n.State!)], diagonal);
        }
    }
}
