using System.Collections.Generic;

namespace Ttt.Generators.Ir;

/// <summary>Keeps the lower triangle, diagonal included: token n sees the tokens m ≤ n.</summary>
internal sealed record Tril : Primitive
{
    public override string Hint => "causal";

    public override Shape? Infer(IReadOnlyList<Shape> args) => args[0];

    public override Matrix Evaluate(IReadOnlyList<Matrix> args, EvaluationContext context)
        => Matrix.Create(args[0].Rows, args[0].Columns, (i, j) => j <= i ? args[0][i, j] : 0);

    public override int?[] Vjp(GraphBuilder g, int result, IReadOnlyList<int> args, int d) => [g.Tril(d)];

    public override int? Simplify(GraphBuilder g, IReadOnlyList<int> args)
    {
        var node = g[args[0]];
        return node.Op switch
        {
            _ when g.IsZero(args[0]) => args[0],
            Tril => args[0],
            Scale s => g.Scale(s.Factor, g.Tril(node.Arg(0))),
            Mul when g[node.Arg(0)].Op is Tril || g[node.Arg(1)].Op is Tril => args[0],
            _ => null,
        };
    }

    public override string Notation(IReadOnlyList<string> args) => $"tril({args[0]})";

    public override string Torch(IReadOnlyList<string> args, TorchContext context) => $"{args[0]}.tril()";
}
