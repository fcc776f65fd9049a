using System;

namespace Ttt.Generators.Ir;

internal sealed record Relu : Unary
{
    public override string Hint => "relu";

    public override double Apply(double x) => Math.Max(x, 0);

    public override int? Derivative(GraphBuilder g, int x, int y, int d) => g.Mul(d, g.Step(x));
}
