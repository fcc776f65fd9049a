using System.Collections.Generic;

namespace Ttt.Generators.Ir;

/// <summary>The sum of every row: [r,c] → [r,1].</summary>
internal sealed record SumColumns : Primitive
{
    public override string Hint => "rowSum";

    public override KernelRole Kernel => KernelRole.RowReduction;

    public override Shape? Infer(IReadOnlyList<Shape> args) => new Shape(args[0].Rows, Extent.One);

    public override Matrix Evaluate(IReadOnlyList<Matrix> args, EvaluationContext context)
        => Matrix.Create(args[0].Rows, 1, (i, _) =>
        {
            var sum = 0.0;
            for (var j = 0; j < args[0].Columns; j++)
                sum += args[0][i, j];
            return sum;
        });

    public override int?[] Vjp(GraphBuilder g, int result, IReadOnlyList<int> args, int d) => [g.Broadcast(d, g.ShapeOf(args[0]))];

    public override int? Simplify(GraphBuilder g, IReadOnlyList<int> args)
    {
        var x = args[0];
        var node = g[x];
        if (node.Shape.Columns.IsOne)
            return x;
        switch (node.Op)
        {
            case Const c:
                return g.Scale(Coefficient.SizeOf(c.Shape.Columns), g.Const(c.Value, new Shape(c.Shape.Rows, Extent.One)));
            case Scale s:
                return g.Scale(s.Factor, g.SumColumns(node.Arg(0)));
            case Broadcast when g.ShapeOf(node.Arg(0)).Columns.IsOne:
                return g.Broadcast(g.Scale(Coefficient.SizeOf(node.Shape.Columns), node.Arg(0)), new Shape(node.Shape.Rows, Extent.One));
            case Broadcast:
                return g.Broadcast(g.SumColumns(node.Arg(0)), new Shape(node.Shape.Rows, Extent.One));
            case Mul:
                return Product(g, node.Arg(0), node.Arg(1)) ?? Product(g, node.Arg(1), node.Arg(0));
            default:
                return null;
        }
    }

    /// <summary>A factor that is constant along the row leaves the sum.</summary>
    private static int? Product(GraphBuilder g, int factor, int x)
        => g.ShapeOf(factor).Columns.IsOne ? g.Mul(factor, g.SumColumns(x)) : null;

    public override string Notation(IReadOnlyList<string> args) => $"rowsum({args[0]})";

    public override string Torch(IReadOnlyList<string> args, TorchContext context) => $"{args[0]}.sum(-1, keepdim: true)";
}
