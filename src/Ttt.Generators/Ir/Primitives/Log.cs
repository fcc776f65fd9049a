using System;

namespace Ttt.Generators.Ir;

internal sealed record Log : Unary
{
    public override string Hint => "log";

    public override double Apply(double x) => Math.Log(x);

    public override int? Derivative(GraphBuilder g, int x, int y, int d) => g.Div(d, x);
}
