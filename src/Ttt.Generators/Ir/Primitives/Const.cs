using System;
using System.Collections.Generic;
using System.Globalization;

namespace Ttt.Generators.Ir;

/// <summary>A matrix filled with one number.</summary>
internal sealed record Const(double Value, Shape Shape) : Primitive
{
    public override string Hint => "constant";

    public override KernelRole Kernel => KernelRole.Leaf;

    public override Shape? Infer(IReadOnlyList<Shape> args) => Shape;

    public override Matrix Evaluate(IReadOnlyList<Matrix> args, EvaluationContext context)
        => Matrix.Create(context.Size(Shape.Rows), context.Size(Shape.Columns), (_, _) => Value);

    public override int?[] Vjp(GraphBuilder g, int result, IReadOnlyList<int> args, int d) => [];

    public override Primitive WithExtents(Func<Extent, Extent> map) => this with { Shape = Shape.Map(map) };

    public override string Notation(IReadOnlyList<string> args) => Value.ToString("R", CultureInfo.InvariantCulture);

    public override string Torch(IReadOnlyList<string> args, TorchContext context) => context.Filled(Shape, Value);
}
