using System.Collections.Generic;

namespace Ttt.Generators.Ir;

/// <summary>1 where x > 0, else 0: the derivative of Relu. Its own derivative is zero.</summary>
internal sealed record Step : Unary
{
    public override string Hint => "step";

    public override double Apply(double x) => x > 0 ? 1 : 0;

    public override int? Derivative(GraphBuilder g, int x, int y, int d) => null;

    public override string Torch(IReadOnlyList<string> args, TorchContext context) => $"({args[0]} > 0.0).to_type({args[0]}.dtype)";
}
