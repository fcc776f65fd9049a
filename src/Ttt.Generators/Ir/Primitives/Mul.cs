using System.Collections.Generic;

namespace Ttt.Generators.Ir;

internal sealed record Mul : Binary
{
    public override string Hint => "scaled";

    protected override string Symbol => "∘";

    protected override string VectorName => "Multiply";

    public override int Precedence => Ir.Precedence.Elementwise;

    public override double Apply(double a, double b) => a * b;

    public override int?[] Vjp(GraphBuilder g, int result, IReadOnlyList<int> args, int d)
        => [g.ReduceTo(g.Mul(d, args[1]), g.ShapeOf(args[0])), g.ReduceTo(g.Mul(d, args[0]), g.ShapeOf(args[1]))];

    protected override int? SimplifyOperands(GraphBuilder g, int a, int b, Shape shape)
    {
        if (g.IsConst(a, out var va))
            return va == 0 ? g.Zero(shape) : g.Broadcast(g.Scale(va, b), shape);
        if (g.IsConst(b, out var vb))
            return vb == 0 ? g.Zero(shape) : g.Broadcast(g.Scale(vb, a), shape);
        if (!g.SinkScales && g[a].Is<Scale>(out var sa))
            return g.Scale(sa.Factor, g.Mul(g[a].Arg(0), b));
        if (!g.SinkScales && g[b].Is<Scale>(out var sb))
            return g.Scale(sb.Factor, g.Mul(a, g[b].Arg(0)));
        if (a == b)
            return g.Square(a);
        return null;
    }
}
