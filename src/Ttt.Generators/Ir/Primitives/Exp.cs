using System;

namespace Ttt.Generators.Ir;

internal sealed record Exp : Unary
{
    public override string Hint => "exp";

    public override double Apply(double x) => Math.Exp(x);

    public override int? Derivative(GraphBuilder g, int x, int y, int d) => g.Mul(d, y);
}
