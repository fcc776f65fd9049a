using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Einstein summation over letters; <c>...</c> stands for broadcast dimensions. Operands are contracted from left to right as batched products.</summary>
    public static Tensor einsum(string equation, params Tensor[] tensors)
    {
        using var scope = NewDisposeScope();
        return Einsum.Run(equation, tensors).MoveToOuterDisposeScope();
    }

    private static class Einsum
    {
        public static Tensor Run(string equation, Tensor[] tensors)
        {
            var sides = equation.Replace(" ", "", StringComparison.Ordinal).Split("->");
            var terms = sides[0].Split(',');
            if (sides.Length > 2 || terms.Length != tensors.Length)
                throw new ExternalException($"einsum(): the equation '{equation}' names {terms.Length} operands, but {tensors.Length} were given");
            int dots = 0;
            for (int i = 0; i < terms.Length; i++)
                if (terms[i].Contains("...", StringComparison.Ordinal)) dots = Math.Max(dots, tensors[i].Impl.Rank - (terms[i].Length - 3));
            var labels = new string[terms.Length];
            for (int i = 0; i < terms.Length; i++) labels[i] = Expand(terms[i], dots, tensors[i].Impl.Rank, equation);
            string output = sides.Length == 2 ? Expand(sides[1], dots, -1, equation) : Implicit(labels, dots);
            foreach (char label in output)
                if (!labels.Any(l => l.Contains(label, StringComparison.Ordinal)) || output.Count(c => c == label) > 1)
                    throw new ExternalException($"einsum(): output subscript '{label}' of '{equation}' must appear exactly once in the output and in some operand");
            var (value, current) = Diagonals(tensors[0], labels[0]);
            for (int i = 1; i < tensors.Length; i++)
            {
                var (next, names) = Diagonals(tensors[i], labels[i]);
                string later = output + string.Concat(labels[(i + 1)..]);
                (value, current) = Contract(value, current, next, names, later);
            }
            return Arrange(value, current, output);
        }

        // Broadcast dimensions get labels of their own, aligned at the last one.
        private static string Expand(string term, int dots, int rank, string equation)
        {
            int at = term.IndexOf("...", StringComparison.Ordinal);
            string letters = at < 0 ? term : term.Remove(at, 3);
            if (!letters.All(char.IsAsciiLetter)) throw new ExternalException($"einsum(): invalid subscript in '{equation}'; only letters and '...' are allowed");
            int own = at < 0 ? 0 : rank < 0 ? dots : rank - letters.Length;
            if (rank >= 0 && letters.Length + own != rank)
                throw new ExternalException($"einsum(): the number of subscripts in '{term}' ({letters.Length}) does not match the number of dimensions ({rank}) of the operand");
            if (at < 0) return term;
            var names = string.Concat(Enumerable.Range(dots - own, own).Select(i => (char)('0' + i)));
            return term[..at] + names + term[(at + 3)..];
        }

        private static string Implicit(string[] labels, int dots)
        {
            string all = string.Concat(labels);
            return string.Concat(Enumerable.Range(0, dots).Select(i => (char)('0' + i)))
                + string.Concat(all.Where(c => char.IsAsciiLetter(c) && all.Count(x => x == c) == 1).Order());
        }

        private static (Tensor, string) Diagonals(Tensor tensor, string labels)
        {
            for (int i = 0; i < labels.Length; i++)
            {
                int again = labels.IndexOf(labels[i], i + 1);
                if (again < 0) continue;
                if (tensor.Impl.Shape[i] != tensor.Impl.Shape[again])
                    throw new ExternalException($"einsum(): subscript {labels[i]} is repeated but the sizes don't match, {tensor.Impl.Shape[i]} != {tensor.Impl.Shape[again]}");
                return Diagonals(tensor.diagonal(0, i, again), labels.Remove(again, 1).Remove(i, 1) + labels[i]);
            }
            return (tensor, labels);
        }

        private static (Tensor, string) Contract(Tensor a, string la, Tensor b, string lb, string later)
        {
            a = SumAway(a, ref la, lb + later);
            b = SumAway(b, ref lb, la + later);
            var (x, y) = (la, lb);
            string batch = string.Concat(x.Where(c => y.Contains(c, StringComparison.Ordinal) && later.Contains(c, StringComparison.Ordinal)));
            string inner = string.Concat(x.Where(c => y.Contains(c, StringComparison.Ordinal) && !later.Contains(c, StringComparison.Ordinal)));
            string left = string.Concat(x.Where(c => !y.Contains(c, StringComparison.Ordinal))), right = string.Concat(y.Where(c => !x.Contains(c, StringComparison.Ordinal)));
            long Size(char c)
            {
                long m = x.Contains(c, StringComparison.Ordinal) ? a.Impl.Shape[x.IndexOf(c, StringComparison.Ordinal)] : 1;
                long n = y.Contains(c, StringComparison.Ordinal) ? b.Impl.Shape[y.IndexOf(c, StringComparison.Ordinal)] : 1;
                if (m != n && m != 1 && n != 1 && batch.Contains(c, StringComparison.Ordinal) | inner.Contains(c, StringComparison.Ordinal))
                    throw new ExternalException($"einsum(): operands do not broadcast with remapped shapes: subscript {c} has sizes {m} and {n}");
                return Math.Max(m, n);
            }

            Tensor Matrix(Tensor t, string labels, string rows, string columns)
            {
                var order = batch + rows + columns;
                var arranged = t.permute([.. order.Select(c => (long)labels.IndexOf(c, StringComparison.Ordinal))]).expand([.. order.Select(Size)], false);
                return arranged.reshape([.. batch.Select(Size), Product(rows), Product(columns)]);
            }

            long Product(string labels) => labels.Aggregate(1L, (n, c) => n * Size(c));
            var product = Matrix(a, x, left, inner).matmul(Matrix(b, y, inner, right));
            string result = batch + left + right;
            return (product.reshape([.. result.Select(Size)]), result);
        }

        private static Tensor SumAway(Tensor t, ref string labels, string needed)
        {
            string all = labels;
            var gone = Enumerable.Range(0, all.Length).Where(i => !needed.Contains(all[i], StringComparison.Ordinal)).Select(i => (long)i).ToArray();
            if (gone.Length == 0) return t;
            labels = string.Concat(all.Where(c => needed.Contains(c, StringComparison.Ordinal)));
            return t.sum(gone);
        }

        private static Tensor Arrange(Tensor value, string labels, string output)
        {
            value = SumAway(value, ref labels, output);
            string from = labels;
            return value.permute([.. output.Select(c => (long)from.IndexOf(c, StringComparison.Ordinal))]);
        }
    }
}
