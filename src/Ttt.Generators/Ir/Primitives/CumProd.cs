using System.Collections.Generic;

namespace Ttt.Generators.Ir;

/// <summary>Running products down a column: [b,1] → [b,1].</summary>
internal sealed record CumProd : Primitive
{
    public override string Hint => "product";

    public override KernelRole Kernel => KernelRole.Call;

    public override Shape? Infer(IReadOnlyList<Shape> args) => args[0].Columns.IsOne ? args[0] : null;

    public override Matrix Evaluate(IReadOnlyList<Matrix> args, EvaluationContext context)
    {
        var product = 1.0;
        return Matrix.Create(args[0].Rows, 1, (i, _) => product *= args[0][i, 0]);
    }

    /// <summary>∂c_i/∂γ_l = c_{l−1} R_il with R what later rows retain.</summary>
    public override int?[] Vjp(GraphBuilder g, int result, IReadOnlyList<int> args, int d)
        => [g.Mul(g.ShiftRows(result, 1), g.MatMul(g.Retained(args[0]), d, true))];

    public override int? Simplify(GraphBuilder g, IReadOnlyList<int> args)
        => g.ShapeOf(args[0]).Rows.IsOne || g.IsConst(args[0], out var value) && value == 1 ? args[0] : null;

    public override string Notation(IReadOnlyList<string> args) => $"cumprod({args[0]})";

    public override string Torch(IReadOnlyList<string> args, TorchContext context) => $"{args[0]}.cumprod(-2)";
}
