using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Linear algebra: the part that this project uses.</summary>
    public static partial class linalg
    {
        /// <summary>X with A X = B (or X A = B), reading one triangle of every square matrix of A only; its diagonal is one on request. Batches broadcast.</summary>
        /// <exception cref="ExternalException">Shapes or types that do not fit.</exception>
        public static Tensor solve_triangular(Tensor A, Tensor B, bool upper, bool left = true, bool unitriangular = false, Tensor? @out = null)
        {
            if (@out is not null) throw new ExternalException("solve_triangular: an output tensor is not supported here");
            if (!left)
            {
                using Tensor at = A.mT, bt = B.mT;
                using var xt = solve_triangular(at, bt, !upper, true, unitriangular);
                return xt.mT;
            }
            Check(A, B);
            var (matrix, sides) = Broadcast(A, B);
            using (matrix)
            using (sides)
            {
                var x = Alloc.New(sides.Impl.Shape, B.dtype);
                using (no_grad())
                using (Tensor a = matrix.contiguous(), b = sides.contiguous())
                    TriangularSolve.Run(x.Impl, a.Impl, b.Impl, upper, unitriangular);
                return Tape.Tracks(matrix, sides)
                    ? Tape.Record(x, "LinalgSolveTriangularBackward", [matrix, sides], [matrix, x],
                        [static (n, g) => Backward(n[0], n[1], g, (Solved)n.State!, true), static (n, g) => Backward(n[0], n[1], g, (Solved)n.State!, false)], new Solved(upper, unitriangular))
                    : x;
            }
        }

        private sealed record Solved(bool Upper, bool Unit);

        // dB solves the transposed system; dA = −dB Xᵀ in the triangle that was read.
        private static Tensor Backward(Tensor a, Tensor x, Tensor g, Solved state, bool ofMatrix)
        {
            using var at = a.mT;
            var db = solve_triangular(at, g, !state.Upper, true, state.Unit);
            if (!ofMatrix) return db;
            using (db)
            using (Tensor xt = x.mT, outer = db.matmul(xt), da = outer.neg())
            {
                var off = state.Unit ? 1 : 0;
                return state.Upper ? da.triu(off) : da.tril(-off);
            }
        }

        private static void Check(Tensor a, Tensor b)
        {
            if (a.ndim < 2 || b.ndim < 2 || a.size(-1) != a.size(-2) || a.size(-1) != b.size(-2))
                throw new ExternalException($"linalg.solve_triangular: A must be batches of square matrices and B have as many rows, got shapes {Shapes.Text(a.Impl.Shape)} and {Shapes.Text(b.Impl.Shape)}");
            if (a.dtype != b.dtype || !DTypes.IsFloat(a.dtype)) throw new ExternalException($"linalg.solve_triangular: expected one floating-point type, got {a.dtype} and {b.dtype}");
        }

        private static (Tensor, Tensor) Broadcast(Tensor a, Tensor b)
        {
            var batch = Shapes.Broadcast(a.Impl.Shape.AsSpan()[..^2], b.Impl.Shape.AsSpan()[..^2]);
            return (a.expand([.. batch, a.size(-2), a.size(-1)]), b.expand([.. batch, b.size(-2), b.size(-1)]));
        }
    }
}
