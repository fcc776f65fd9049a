using System;
using System.Collections.Generic;
using System.Globalization;

namespace Ttt.Generators.Ir;

/// <summary>A power with an exponent that is known at build time; the operand is positive unless the exponent is a whole number.</summary>
internal sealed record Pow(double Exponent) : Unary
{
    public override string Hint => "power";

    private string Text => Exponent.ToString("R", CultureInfo.InvariantCulture);

    public override double Apply(double x) => Math.Pow(x, Exponent);

    public override int? Derivative(GraphBuilder g, int x, int y, int d) => g.Mul(d, g.Scale(Exponent, g.Pow(x, Exponent - 1)));

    public override int? Simplify(GraphBuilder g, IReadOnlyList<int> args) => Exponent switch
    {
        0 => g.Const(1, g.ShapeOf(args[0])),
        1 => args[0],
        2 => g.Square(args[0]),
        0.5 => g.Sqrt(args[0]),
        -0.5 => g.Rsqrt(args[0]),
        _ => base.Simplify(g, args),
    };

    public override string Notation(IReadOnlyList<string> args) => $"pow({args[0]}, {Text})";

    public override string Vector(IReadOnlyList<string> args, VectorContext context) => $"Pow({args[0]}, {context.Literal(Exponent)})";

    public override string Torch(IReadOnlyList<string> args, TorchContext context) => $"{args[0]}.pow({Text})";
}
