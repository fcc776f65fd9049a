using System;
using System.Collections.Generic;

namespace Ttt.Generators.Ir;

/// <summary>
/// Every row x_i of the result solves x_i (a_i G + Σ_j E_ij k_jᵀk_j + diag Λ) = q_i. Operands: q [b,D], G [D,D] symmetric, k [b,D], a [b,1], E [b,b], Λ [1,D].
/// </summary>
internal sealed record RidgeSolve : Primitive
{
    /// <summary>The place of k among the operands.</summary>
    public const int Key = 2;

    public override string Hint => "solved";

    public override KernelRole Kernel => KernelRole.Call;

    public override IReadOnlyList<(string Name, Shape Shape)> Scratch(Shape result)
    {
        var number = new Shape(result.Rows, Extent.One);
        return
        [
            ("residual", result), ("direction", result), ("image", result), ("inverse", result), ("scores", new(result.Rows, result.Rows)), ("squares", number), ("limit", number),
        ];
    }

    public override Shape? Infer(IReadOnlyList<Shape> args) => args.Count == 6 ? args[0] : null;

    public override Matrix Evaluate(IReadOnlyList<Matrix> args, EvaluationContext context)
    {
        var (q, gram, k, a, e, ridge) = (args[0], args[1], args[2], args[3], args[4], args[5]);
        var size = q.Columns;
        var result = new double[q.Rows * size];
        for (var row = 0; row < q.Rows; row++)
        {
            var matrix = new double[size, size + 1];
            for (var r = 0; r < size; r++)
            {
                for (var c = 0; c < size; c++)
                {
                    matrix[r, c] = a.At(row, 0) * gram[r, c] + (r == c ? ridge[0, r] : 0);
                    for (var j = 0; j < k.Rows; j++)
                        matrix[r, c] += e.At(row, j) * k[j, r] * k[j, c];
                }
                matrix[r, size] = q[row, r];
            }
            Eliminate(matrix, size);
            for (var c = 0; c < size; c++)
                result[row * size + c] = matrix[c, size] / matrix[c, c];
        }
        return new(q.Rows, size, result);
    }

    private static void Eliminate(double[,] matrix, int size)
    {
        for (var p = 0; p < size; p++)
        {
            var best = p;
            for (var r = p + 1; r < size; r++)
                if (Math.Abs(matrix[r, p]) > Math.Abs(matrix[best, p]))
                    best = r;
            for (var c = 0; c <= size; c++)
                (matrix[p, c], matrix[best, c]) = (matrix[best, c], matrix[p, c]);
            for (var r = 0; r < size; r++)
            {
                if (r == p)
                    continue;
                var factor = matrix[r, p] / matrix[p, p];
                for (var c = p; c <= size; c++)
                    matrix[r, c] -= factor * matrix[p, c];
            }
        }
    }

    /// <summary>With y = A⁻¹d: dq = y and dA_i = −½(y_iᵀx_i + x_iᵀy_i), spread over what A is made of.</summary>
    public override int?[] Vjp(GraphBuilder g, int result, IReadOnlyList<int> args, int d)
    {
        var (gram, k, a, e, ridge) = (args[1], args[2], args[3], args[4], args[5]);
        var x = result;
        var y = g.Make(this, d, gram, k, a, e, ridge);
        var (xk, yk) = (g.MatMul(x, k, false, true), g.MatMul(y, k, false, true));
        var dGram = g.Scale(-0.5, g.Add(g.MatMul(g.Mul(a, y), x, true), g.MatMul(g.Mul(a, x), y, true)));
        var dk = g.Neg(g.Add(g.MatMul(g.Mul(e, yk), x, true), g.MatMul(g.Mul(e, xk), y, true)));
        var da = g.Neg(g.SumColumns(g.Mul(g.MatMul(y, gram), x)));
        return [y, dGram, dk, g.ReduceTo(da, g.ShapeOf(a)), g.Neg(g.Mul(yk, xk)), g.Neg(g.SumRows(g.Mul(y, x)))];
    }

    public override string Notation(IReadOnlyList<string> args)
        => $"{args[0]} · ({args[3]} {args[1]} + Σ_j {args[4]}_ij {args[2]}_jᵀ{args[2]}_j + diag {args[5]})⁻¹";

    public override string Torch(IReadOnlyList<string> args, TorchContext context)
        => $"global::Ttt.Layers.RidgeSolver.Solve({string.Join(", ", args)})";
}
