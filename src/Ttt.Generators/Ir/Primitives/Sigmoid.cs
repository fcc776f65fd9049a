using System;

namespace Ttt.Generators.Ir;

internal sealed record Sigmoid : Unary
{
    public override string Hint => "sigmoid";

    public override double Apply(double x) => 1 / (1 + Math.Exp(-x));

    public override int? Derivative(GraphBuilder g, int x, int y, int d) => g.Mul(d, g.Sub(y, g.Square(y)));
}
