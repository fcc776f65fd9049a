using System;
using System.Collections.Generic;

namespace Ttt.Generators.Ir;

/// <summary>Product with a number that is known when the layer is built.</summary>
internal sealed record Scale(Coefficient Factor) : Primitive
{
    public override string Hint => "scaled";

    public override KernelRole Kernel => KernelRole.Elementwise;

    public override string Vector(IReadOnlyList<string> args, VectorContext context) => Factor.IsMinusOne ? $"Negate({args[0]})" : $"Multiply({context.Number(Factor)}, {args[0]})";

    public override Shape? Infer(IReadOnlyList<Shape> args) => args[0];

    public override Matrix Evaluate(IReadOnlyList<Matrix> args, EvaluationContext context)
    {
        var factor = Factor.Evaluate(context.Size);
        return args[0].Map(x => factor * x);
    }

    public override int?[] Vjp(GraphBuilder g, int result, IReadOnlyList<int> args, int d) => [g.Scale(Factor, d)];

    public override int? Simplify(GraphBuilder g, IReadOnlyList<int> args)
    {
        var x = args[0];
        var node = g[x];
        if (Factor.IsOne)
            return x;
        if (Factor.Value == 0)
            return g.Zero(node.Shape);
        return node.Op switch
        {
            Const { Value: 0 } => x,
            Const c when Factor.Powers.Count == 0 => g.Const(Factor.Value * c.Value, c.Shape),
            Scale s => g.Scale(Factor * s.Factor, node.Arg(0)),
            Broadcast b => g.Broadcast(g.Scale(Factor, node.Arg(0)), b.Target),
            Mul when g.SinkScales && g.ShapeOf(node.Arg(0)) != node.Shape => g.Mul(g.Scale(Factor, node.Arg(0)), node.Arg(1)),
            Mul when g.SinkScales && g.ShapeOf(node.Arg(1)) != node.Shape => g.Mul(node.Arg(0), g.Scale(Factor, node.Arg(1))),
            Sub when Factor.IsMinusOne => g.Sub(node.Arg(1), node.Arg(0)),
            _ => null,
        };
    }

    public override Primitive WithExtents(Func<Extent, Extent> map) => new Scale(Factor.WithExtents(map));

    public override int Precedence => Ir.Precedence.Elementwise;

    public override string Notation(IReadOnlyList<string> args) => Factor.IsMinusOne ? "−" + args[0] : Factor.Powers.Count == 0 ? $"{Factor} {args[0]}" : $"({Factor}) {args[0]}";

    public override string Torch(IReadOnlyList<string> args, TorchContext context)
        => Factor.IsMinusOne ? args[0] + ".neg()"
            : Factor.Powers.Count == 0 ? $"{args[0]} * {context.Coefficient(Factor)}"
            : $"{args[0]} * ({context.Coefficient(Factor)})";
}
