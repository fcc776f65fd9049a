using System;

namespace Ttt.Generators.Ir;

internal sealed record Rsqrt : Unary
{
    public override string Hint => "rsqrt";

    public override double Apply(double x) => 1 / Math.Sqrt(x);

    public override int? Derivative(GraphBuilder g, int x, int y, int d) => g.Scale(-0.5, g.Mul(d, g.Mul(y, g.Square(y))));
}
