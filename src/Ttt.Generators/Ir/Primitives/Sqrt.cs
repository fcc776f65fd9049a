using System;

namespace Ttt.Generators.Ir;

internal sealed record Sqrt : Unary
{
    public override string Hint => "sqrt";

    public override double Apply(double x) => Math.Sqrt(x);

    public override int? Derivative(GraphBuilder g, int x, int y, int d) => g.Scale(0.5, g.Div(d, y));
}
