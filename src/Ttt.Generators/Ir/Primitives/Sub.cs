using System.Collections.Generic;

namespace Ttt.Generators.Ir;

internal sealed record Sub : Binary
{
    public override string Hint => "difference";

    protected override string Symbol => "−";

    protected override string VectorName => "Subtract";

    public override int Precedence => Ir.Precedence.Sum;

    public override double Apply(double a, double b) => a - b;

    public override int?[] Vjp(GraphBuilder g, int result, IReadOnlyList<int> args, int d)
        => [g.ReduceTo(d, g.ShapeOf(args[0])), g.Neg(g.ReduceTo(d, g.ShapeOf(args[1])))];

    protected override int? SimplifyOperands(GraphBuilder g, int a, int b, Shape shape)
    {
        if (a == b)
            return g.Zero(shape);
        if (g.IsConst(b, out var vb))
            return g.Broadcast(g.AddConst(a, -vb), shape);
        if (g.IsConst(a, out var va))
            return g.Broadcast(g.AddConst(g.Neg(b), va), shape);
        if (g[b].Is<Scale>(out var sb) && sb.Factor.Value < 0)
            return g.Add(a, g.Neg(b));
        return null;
    }
}
