using System;
using System.Collections.Generic;

namespace Ttt.Generators.Ir;

/// <summary>What an input means to the passes.</summary>
internal enum InputRole
{
    Data,
    Fast,
    Slow,
    State,
    Cotangent,
}

/// <summary>A value that comes from outside the graph.</summary>
internal sealed record Input(string Name, InputRole Role, Shape Shape) : Primitive
{
    public override string Hint => Name;

    public override KernelRole Kernel => KernelRole.Leaf;

    public override Shape? Infer(IReadOnlyList<Shape> args) => Shape;

    public override Matrix Evaluate(IReadOnlyList<Matrix> args, EvaluationContext context) => context.Input(Name);

    public override int?[] Vjp(GraphBuilder g, int result, IReadOnlyList<int> args, int d) => [];

    public override Primitive WithExtents(Func<Extent, Extent> map) => this with { Shape = Shape.Map(map) };

    public override string Notation(IReadOnlyList<string> args) => Name;

    public override string Torch(IReadOnlyList<string> args, TorchContext context) => Name;
}
