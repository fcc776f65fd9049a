using System.Collections.Generic;

namespace Ttt.Generators.Ir;

internal sealed record Transpose : Primitive
{
    public override string Hint => "transposed";

    public override KernelRole Kernel => KernelRole.Transpose;

    public override Shape? Infer(IReadOnlyList<Shape> args) => args[0].Transposed;

    public override Matrix Evaluate(IReadOnlyList<Matrix> args, EvaluationContext context)
        => Matrix.Create(args[0].Columns, args[0].Rows, (i, j) => args[0][j, i]);

    public override int?[] Vjp(GraphBuilder g, int result, IReadOnlyList<int> args, int d) => [g.Transpose(d)];

    public override int? Simplify(GraphBuilder g, IReadOnlyList<int> args)
    {
        var x = args[0];
        var node = g[x];
        return node.Op switch
        {
            _ when node.Shape.IsScalar => x,
            Transpose => node.Arg(0),
            Const c => g.Const(c.Value, c.Shape.Transposed),
            Scale s => g.Scale(s.Factor, g.Transpose(node.Arg(0))),
            MatMul m => g.MatMul(node.Arg(1), node.Arg(0), !m.TransposeRight, !m.TransposeLeft),
            Broadcast => g.Broadcast(g.Transpose(node.Arg(0)), node.Shape.Transposed),
            _ => null,
        };
    }

    public override string Notation(IReadOnlyList<string> args) => args[0] + "ᵀ";

    public override string Torch(IReadOnlyList<string> args, TorchContext context) => args[0] + ".mT";
}
