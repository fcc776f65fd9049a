using System.Collections.Generic;

namespace Ttt.Generators.Ir;

/// <summary>The sum over tokens: [r,c] → [1,c].</summary>
internal sealed record SumRows : Primitive
{
    public override string Hint => "columnSum";

    public override KernelRole Kernel => KernelRole.ColumnSum;

    public override Shape? Infer(IReadOnlyList<Shape> args) => new Shape(Extent.One, args[0].Columns);

    public override Matrix Evaluate(IReadOnlyList<Matrix> args, EvaluationContext context)
        => Matrix.Create(1, args[0].Columns, (_, j) =>
        {
            var sum = 0.0;
            for (var i = 0; i < args[0].Rows; i++)
                sum += args[0][i, j];
            return sum;
        });

    public override int?[] Vjp(GraphBuilder g, int result, IReadOnlyList<int> args, int d) => [g.Broadcast(d, g.ShapeOf(args[0]))];

    public override int? Simplify(GraphBuilder g, IReadOnlyList<int> args)
    {
        var x = args[0];
        var node = g[x];
        if (node.Shape.Rows.IsOne)
            return x;
        switch (node.Op)
        {
            case Const c:
                return g.Scale(Coefficient.SizeOf(c.Shape.Rows), g.Const(c.Value, new Shape(Extent.One, c.Shape.Columns)));
            case Scale s:
                return g.Scale(s.Factor, g.SumRows(node.Arg(0)));
            case Broadcast when g.ShapeOf(node.Arg(0)).Rows.IsOne:
                return g.Broadcast(g.Scale(Coefficient.SizeOf(node.Shape.Rows), node.Arg(0)), new Shape(Extent.One, node.Shape.Columns));
            case Broadcast:
                return g.Broadcast(g.SumRows(node.Arg(0)), new Shape(Extent.One, node.Shape.Columns));
            case Mul:
                return Product(g, node.Arg(0), node.Arg(1)) ?? Product(g, node.Arg(1), node.Arg(0));
            default:
                return null;
        }
    }

    /// <summary>A factor that is constant along the column leaves the sum; a column vector makes it a matrix product.</summary>
    private static int? Product(GraphBuilder g, int factor, int x)
    {
        var (fs, xs) = (g.ShapeOf(factor), g.ShapeOf(x));
        if (fs.Rows.IsOne)
            return g.Mul(factor, g.SumRows(x));
        return fs.Columns.IsOne && !xs.Columns.IsOne && xs.Rows == fs.Rows ? g.MatMul(factor, x, true) : null;
    }

    public override string Notation(IReadOnlyList<string> args) => $"colsum({args[0]})";

    public override string Torch(IReadOnlyList<string> args, TorchContext context) => $"{args[0]}.sum(-2, keepdim: true)";
}
