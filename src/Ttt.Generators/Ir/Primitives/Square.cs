namespace Ttt.Generators.Ir;

internal sealed record Square : Unary
{
    public override string Hint => "square";

    public override double Apply(double x) => x * x;

    public override int? Derivative(GraphBuilder g, int x, int y, int d) => g.Scale(2, g.Mul(d, x));
}
