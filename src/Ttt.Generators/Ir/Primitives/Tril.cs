using System.Collections.Generic;
using System.Linq;

namespace Ttt.Generators.Ir;

/// <summary>Keeps the lower triangle: token n sees the tokens m ≤ n; with diagonal −1 only those before it.</summary>
internal sealed record Tril(int Diagonal) : Primitive
{
    public override string Hint => "causal";

    public override KernelRole Kernel => KernelRole.Elementwise;

    public override string Vector(IReadOnlyList<string> args, VectorContext context) => $"Take({args[0]}, {context.Row} + {(Diagonal + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)} - {context.Column})";

    public override Shape? Infer(IReadOnlyList<Shape> args) => args[0];

    public override Matrix Evaluate(IReadOnlyList<Matrix> args, EvaluationContext context)
        => Matrix.Create(args[0].Rows, args[0].Columns, (i, j) => j <= i + Diagonal ? args[0][i, j] : 0);

    public override int?[] Vjp(GraphBuilder g, int result, IReadOnlyList<int> args, int d) => [g.Tril(d, Diagonal)];

    public override int? Simplify(GraphBuilder g, IReadOnlyList<int> args)
    {
        var node = g[args[0]];
        return node.Op switch
        {
            _ when g.IsZero(args[0]) => args[0],
            Tril inner when inner.Diagonal <= Diagonal => args[0],
            _ when node.Shape.IsScalar => Diagonal < 0 ? g.Zero(node.Shape) : args[0],
            Scale s => g.Scale(s.Factor, g.Tril(node.Arg(0), Diagonal)),
            Mul when node.Args.Any(a => g[a].Op is Tril inner && inner.Diagonal <= Diagonal && g.ShapeOf(a) == node.Shape) => args[0],
            _ => null,
        };
    }

    public override string Notation(IReadOnlyList<string> args) => Diagonal == 0 ? $"tril({args[0]})" : $"tril({args[0]}, {Diagonal})";

    public override string Torch(IReadOnlyList<string> args, TorchContext context) => $"{args[0]}.tril({(Diagonal == 0 ? "" : Diagonal.ToString(System.Globalization.CultureInfo.InvariantCulture))})";
}
