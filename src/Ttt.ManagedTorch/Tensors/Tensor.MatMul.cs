using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Matrix product with broadcast batch dimensions; vectors count as a row on the left, as a column on the right.</summary>
        public Tensor matmul(Tensor target)
        {
            int left = Impl.Rank, right = target.Impl.Rank;
            if (left == 0 || right == 0)
                throw new ExternalException($"both arguments to matmul need to be at least 1D, but they are {left}D and {right}D");
            if (left > 1 && right > 1) return Product(target);
            using var a = left == 1 ? unsqueeze(0) : alias();
            using var b = right == 1 ? target.unsqueeze(1) : target.alias();
            using var y = a.Product(b);
            if (left == 1 && right == 1) return y.reshape();
            return y.squeeze(left == 1 ? -2 : -1);
        }

        public Tensor mm(Tensor target)
        {
            if (Impl.Rank != 2 || target.Impl.Rank != 2)
                throw new ExternalException($"mm: both arguments must be matrices, got shapes {Shapes.Text(Impl.Shape)} and {Shapes.Text(target.Impl.Shape)}");
            return Product(target);
        }

        public Tensor bmm(Tensor batch2)
        {
            if (Impl.Rank != 3 || batch2.Impl.Rank != 3 || Impl.Shape[0] != batch2.Impl.Shape[0])
                throw new ExternalException($"bmm: batch1 and batch2 must be 3D tensors with the same first dimension, got shapes {Shapes.Text(Impl.Shape)} and {Shapes.Text(batch2.Impl.Shape)}");
            return Product(batch2);
        }

        public Tensor mv(Tensor target)
        {
            if (Impl.Rank != 2 || target.Impl.Rank != 1)
                throw new ExternalException($"vector + matrix @ vector expected, got {target.Impl.Rank}, {Impl.Rank}, {target.Impl.Rank}");
            return matmul(target);
        }

        public Tensor dot(Tensor target)
        {
            if (Impl.Rank != 1 || target.Impl.Rank != 1)
                throw new ExternalException($"1D tensors expected, but got {Impl.Rank}D and {target.Impl.Rank}D tensors");
            return matmul(target);
        }

        public Tensor outer(Tensor vec2)
        {
            using var column = unsqueeze(1);
            using var row = vec2.unsqueeze(0);
            return column.mul(row);
        }

        /// <summary>beta * this + alpha * mat1 mat2.</summary>
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1)
        {
            using var scope = NewDisposeScope();
            return Scaled(this, beta).add(Scaled(mat1.mm(mat2), alpha)).MoveToOuterDisposeScope();
        }

        /// <summary>
        /// Multiplies this tensor with the first argument and adds the second: TorchSharp 0.107.0 hands its arguments over rotated,
        /// and this member computes what that one computes, <c>beta * batch2 + alpha * this batch1</c>.
        /// </summary>
        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1)
        {
            using var scope = NewDisposeScope();
            return Scaled(batch2, beta).add(Scaled(bmm(batch1), alpha)).MoveToOuterDisposeScope();
        }

        private static Tensor Scaled(Tensor x, float factor) => factor == 1 ? x : x.mul(factor);

        private Tensor Product(Tensor other)
        {
            if (dtype != other.dtype)
                throw new ExternalException($"expected m1 and m2 to have the same dtype, but got: {DTypes.Name(dtype)} != {DTypes.Name(other.dtype)}");
            if (Impl.Shape[^1] != other.Impl.Shape[^2])
                throw new ExternalException($"mat1 and mat2 shapes cannot be multiplied ({Shapes.Text(Impl.Shape)} and {Shapes.Text(other.Impl.Shape)})");
            // Batched rows times one matrix are one larger matrix product.
            if (Impl.Rank > 2 && other.Impl.Rank == 2) return Folded(other);
            var batch = Shapes.Broadcast(Impl.Shape.AsSpan(..^2), other.Impl.Shape.AsSpan(..^2));
            var y = Alloc.New([.. batch, Impl.Shape[^2], other.Impl.Shape[^1]], dtype);
            BatchedProduct.Run(y.Impl, Impl, other.Impl);
            if (!Tape.Tracks(this, other)) return y;
            return Tape.Record(y, "MatmulBackward", [this, other], [Tape.For(other, this), Tape.For(this, other)],
            [
                static (n, g) => g.matmul(n[1].transpose(-2, -1)),
                static (n, g) => n[0].transpose(-2, -1).matmul(g),
            ]);
        }

        private Tensor Folded(Tensor matrix)
        {
            using var rows = reshape(-1, Impl.Shape[^1]);
            using var y = rows.Product(matrix);
            return y.view([.. Impl.Shape[..^1], matrix.Impl.Shape[1]]);
        }
    }
}
