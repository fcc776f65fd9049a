using System.Collections.Generic;

namespace Ttt.Generators.Ir;

/// <summary>The row of the last token: [b,c] → [1,c].</summary>
internal sealed record LastRow : Primitive
{
    public override string Hint => "last";

    public override KernelRole Kernel => KernelRole.LastRow;

    public override Shape? Infer(IReadOnlyList<Shape> args) => new Shape(Extent.One, args[0].Columns);

    public override Matrix Evaluate(IReadOnlyList<Matrix> args, EvaluationContext context)
        => Matrix.Create(1, args[0].Columns, (_, j) => args[0][args[0].Rows - 1, j]);

    public override int?[] Vjp(GraphBuilder g, int result, IReadOnlyList<int> args, int d) => [g.AtLastRow(d)];

    public override int? Simplify(GraphBuilder g, IReadOnlyList<int> args)
    {
        var node = g[args[0]];
        return node.Op switch
        {
            _ when node.Shape.Rows.IsOne => args[0],
            Const c => g.Const(c.Value, new Shape(Extent.One, c.Shape.Columns)),
            Scale s => g.Scale(s.Factor, g.LastRow(node.Arg(0))),
            Tril { Diagonal: 0 } when node.Shape.Rows == node.Shape.Columns => g.LastRow(node.Arg(0)),
            Broadcast when g.ShapeOf(node.Arg(0)).Rows.IsOne => g.Broadcast(node.Arg(0), new Shape(Extent.One, node.Shape.Columns)),
            MatMul { TransposeLeft: false } m => g.MatMul(g.LastRow(node.Arg(0)), node.Arg(1), false, m.TransposeRight),
            Mul => g.Mul(g.LastRow(node.Arg(0)), g.LastRow(node.Arg(1))),
            _ => null,
        };
    }

    public override string Notation(IReadOnlyList<string> args) => $"last({args[0]})";

    public override string Torch(IReadOnlyList<string> args, TorchContext context)
        => $"{args[0]}.narrow(-2, {context.Size(Extent.Tokens)} - 1, 1)";
}
