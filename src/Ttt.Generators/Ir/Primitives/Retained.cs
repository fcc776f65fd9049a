using System.Collections.Generic;

namespace Ttt.Generators.Ir;

/// <summary>What later rows leave of earlier ones: γ [b,1] → R [b,b], R_ij = γ_{j+1} … γ_i for j ≤ i, 1 on the diagonal, 0 above. Products, never ratios: γ may be 0.</summary>
internal sealed record Retained : Primitive
{
    public override string Hint => "retained";

    public override KernelRole Kernel => KernelRole.Call;

    public override Shape? Infer(IReadOnlyList<Shape> args) => args[0].Columns.IsOne ? new Shape(args[0].Rows, args[0].Rows) : null;

    public override Matrix Evaluate(IReadOnlyList<Matrix> args, EvaluationContext context)
        => Matrix.Create(args[0].Rows, args[0].Rows, (i, j) =>
        {
            if (j > i)
                return 0;
            var product = 1.0;
            for (var l = j + 1; l <= i; l++)
                product *= args[0][l, 0];
            return product;
        });

    /// <summary>∂R_ij/∂γ_l = R_il R_{l−1,j}.</summary>
    public override int?[] Vjp(GraphBuilder g, int result, IReadOnlyList<int> args, int d)
        => [g.SumColumns(g.Mul(g.MatMul(result, d, true), g.ShiftRows(result)))];

    public override int? Simplify(GraphBuilder g, IReadOnlyList<int> args)
        => g.ShapeOf(args[0]).Rows.IsOne ? g.Const(1, Shape.Scalar)
            : g.IsConst(args[0], out var value) && value == 1 ? g.Tril(g.Const(1, Infer([g.ShapeOf(args[0])])!.Value)) : null;

    public override string Notation(IReadOnlyList<string> args) => $"retained({args[0]})";

    public override string Torch(IReadOnlyList<string> args, TorchContext context)
    {
        var size = context.Size(Extent.Tokens);
        return $"({args[0]} * {context.Plain(size, size, 1)}.tril(-1) + {context.Plain(size, size, 1)}.triu()).cumprod(-2).tril()";
    }
}
