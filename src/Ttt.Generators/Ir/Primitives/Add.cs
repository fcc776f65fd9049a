using System.Collections.Generic;

namespace Ttt.Generators.Ir;

internal sealed record Add : Binary
{
    public override string Hint => "sum";

    protected override string Symbol => "+";

    protected override string VectorName => "Add";

    public override int Precedence => Ir.Precedence.Sum;

    public override double Apply(double a, double b) => a + b;

    public override int?[] Vjp(GraphBuilder g, int result, IReadOnlyList<int> args, int d)
        => [g.ReduceTo(d, g.ShapeOf(args[0])), g.ReduceTo(d, g.ShapeOf(args[1]))];

    protected override int? SimplifyOperands(GraphBuilder g, int a, int b, Shape shape)
    {
        if (g.IsConst(a, out var va))
            return g.Broadcast(g.AddConst(b, va), shape);
        if (g.IsConst(b, out var vb))
            return g.Broadcast(g.AddConst(a, vb), shape);
        if (a == b)
            return g.Scale(2, a);
        if (g[b].Is<Scale>(out var sb) && sb.Factor.Value < 0)
            return g.Sub(a, g.Neg(b));
        if (g[a].Is<Scale>(out var sa) && sa.Factor.Value < 0)
            return g.Sub(b, g.Neg(a));
        return null;
    }
}
