using System.Collections.Generic;

namespace Ttt.Generators.Ir;

/// <summary>Matrix product, either operand transposed on request.</summary>
internal sealed record MatMul(bool TransposeLeft, bool TransposeRight) : Primitive
{
    public override string Hint => "product";

    public override KernelRole Kernel => KernelRole.Product;

    private static Shape Turn(Shape shape, bool transpose) => transpose ? shape.Transposed : shape;

    public override Shape? Infer(IReadOnlyList<Shape> args)
    {
        var (left, right) = (Turn(args[0], TransposeLeft), Turn(args[1], TransposeRight));
        return left.Columns == right.Rows ? new Shape(left.Rows, right.Columns) : null;
    }

    public override Matrix Evaluate(IReadOnlyList<Matrix> args, EvaluationContext context)
    {
        var (a, b) = (args[0], args[1]);
        var inner = TransposeLeft ? a.Rows : a.Columns;
        return Matrix.Create(TransposeLeft ? a.Columns : a.Rows, TransposeRight ? b.Rows : b.Columns, (i, j) =>
        {
            var sum = 0.0;
            for (var k = 0; k < inner; k++)
                sum += (TransposeLeft ? a[k, i] : a[i, k]) * (TransposeRight ? b[j, k] : b[k, j]);
            return sum;
        });
    }

    public override int?[] Vjp(GraphBuilder g, int result, IReadOnlyList<int> args, int d)
    {
        var (a, b) = (args[0], args[1]);
        var da = TransposeLeft ? g.MatMul(b, d, TransposeRight, true) : g.MatMul(d, b, false, !TransposeRight);
        var db = TransposeRight ? g.MatMul(d, a, true, TransposeLeft) : g.MatMul(a, d, !TransposeLeft, false);
        return [da, db];
    }

    public override int? Simplify(GraphBuilder g, IReadOnlyList<int> args)
    {
        var (a, b) = (args[0], args[1]);
        var (left, right) = (Turn(g.ShapeOf(a), TransposeLeft), Turn(g.ShapeOf(b), TransposeRight));
        if (left.Columns != right.Rows)
            return null;
        var shape = new Shape(left.Rows, right.Columns);
        if (g.IsZero(a) || g.IsZero(b))
            return g.Zero(shape);
        if (g[a].Is<Scale>(out var scaleA))
            return g.Scale(scaleA.Factor, g.MatMul(g[a].Arg(0), b, TransposeLeft, TransposeRight));
        if (g[b].Is<Scale>(out var scaleB))
            return g.Scale(scaleB.Factor, g.MatMul(a, g[b].Arg(0), TransposeLeft, TransposeRight));
        if (g[a].Op is Transpose)
            return g.MatMul(g[a].Arg(0), b, !TransposeLeft, TransposeRight);
        if (g[b].Op is Transpose)
            return g.MatMul(a, g[b].Arg(0), TransposeLeft, !TransposeRight);
        if (left.Columns.IsOne)
            return g.Mul(TransposeLeft ? g.Transpose(a) : a, TransposeRight ? g.Transpose(b) : b);
        if (g.IsConst(b, out var vb))
            return g.Broadcast(g.Scale(vb, TransposeLeft ? g.Transpose(g.SumRows(a)) : g.SumColumns(a)), shape);
        if (g.IsConst(a, out var va))
            return g.Broadcast(g.Scale(va, TransposeRight ? g.Transpose(g.SumColumns(b)) : g.SumRows(b)), shape);
        if (!TransposeLeft && g[a].Op is Broadcast && g.ShapeOf(g[a].Arg(0)) == new Shape(Extent.One, left.Columns))
            return g.Broadcast(g.MatMul(g[a].Arg(0), b, false, TransposeRight), shape);
        return null;
    }

    public override string Notation(IReadOnlyList<string> args)
        => $"{args[0]}{(TransposeLeft ? "ᵀ" : "")}·{args[1]}{(TransposeRight ? "ᵀ" : "")}";

    public override int Precedence => Ir.Precedence.MatrixProduct;

    public override string Torch(IReadOnlyList<string> args, TorchContext context)
        => $"{args[0]}{(TransposeLeft ? ".mT" : "")}.matmul({args[1]}{(TransposeRight ? ".mT" : "")})";
}
