using System.Collections.Generic;

namespace Ttt.Generators.Ir;

internal sealed record Div : Binary
{
    public override string Hint => "quotient";

    protected override string Symbol => "/";

    protected override string VectorName => "Divide";

    public override int Precedence => Ir.Precedence.Elementwise;

    public override double Apply(double a, double b) => a / b;

    public override int?[] Vjp(GraphBuilder g, int result, IReadOnlyList<int> args, int d)
    {
        var da = g.Div(d, args[1]);
        return [g.ReduceTo(da, g.ShapeOf(args[0])), g.Neg(g.ReduceTo(g.Mul(da, result), g.ShapeOf(args[1])))];
    }

    protected override int? SimplifyOperands(GraphBuilder g, int a, int b, Shape shape)
    {
        if (g.IsZero(a))
            return g.Zero(shape);
        if (g.IsConst(b, out var vb) && vb != 0)
            return g.Broadcast(g.Scale(1 / vb, a), shape);
        if (g[a].Is<Scale>(out var sa))
            return g.Scale(sa.Factor, g.Div(g[a].Arg(0), b));
        return null;
    }
}
