using System;
using System.Collections.Generic;

namespace Ttt.Generators.Ir;

/// <summary>Repeats axes of extent one up to the target shape.</summary>
internal sealed record Broadcast(Shape Target) : Primitive
{
    public override string Hint => "repeated";

    public override KernelRole Kernel => KernelRole.Repeat;

    public override Shape? Infer(IReadOnlyList<Shape> args) => Shape.Broadcast(args[0], Target) == Target ? Target : null;

    public override Matrix Evaluate(IReadOnlyList<Matrix> args, EvaluationContext context)
        => Matrix.Create(context.Size(Target.Rows), context.Size(Target.Columns), args[0].At);

    public override int?[] Vjp(GraphBuilder g, int result, IReadOnlyList<int> args, int d) => [g.ReduceTo(d, g.ShapeOf(args[0]))];

    public override int? Simplify(GraphBuilder g, IReadOnlyList<int> args)
    {
        var node = g[args[0]];
        return node.Op switch
        {
            _ when node.Shape == Target => args[0],
            Const c => g.Const(c.Value, Target),
            Broadcast => g.Broadcast(node.Arg(0), Target),
            _ => null,
        };
    }

    public override Primitive WithExtents(Func<Extent, Extent> map) => this with { Target = Target.Map(map) };

    public override string Notation(IReadOnlyList<string> args) => $"repeat({args[0]}, {Target})";

    public override string Torch(IReadOnlyList<string> args, TorchContext context) => $"{args[0]}.expand({context.Shape(Target)})";
}
