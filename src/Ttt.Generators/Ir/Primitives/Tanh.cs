using System;

namespace Ttt.Generators.Ir;

internal sealed record Tanh : Unary
{
    public override string Hint => "tanh";

    public override double Apply(double x) => Math.Tanh(x);

    public override int? Derivative(GraphBuilder g, int x, int y, int d) => g.Mul(d, g.AddConst(g.Neg(g.Square(y)), 1));
}
