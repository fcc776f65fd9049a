using System.Collections.Generic;
using System.Globalization;

namespace Ttt.Generators.Ir;

/// <summary>Sum with a number that is known at build time.</summary>
internal sealed record AddConst(double Value) : Primitive
{
    public override string Hint => "shifted";

    public override KernelRole Kernel => KernelRole.Elementwise;

    public override string Vector(IReadOnlyList<string> args, VectorContext context) => $"Add({args[0]}, {context.Number(Coefficient.Of(Value))})";

    private string Text => Value.ToString("R", CultureInfo.InvariantCulture);

    public override Shape? Infer(IReadOnlyList<Shape> args) => args[0];

    public override Matrix Evaluate(IReadOnlyList<Matrix> args, EvaluationContext context) => args[0].Map(x => x + Value);

    public override int?[] Vjp(GraphBuilder g, int result, IReadOnlyList<int> args, int d) => [d];

    public override int? Simplify(GraphBuilder g, IReadOnlyList<int> args)
    {
        var node = g[args[0]];
        return node.Op switch
        {
            _ when Value == 0 => args[0],
            Const c => g.Const(c.Value + Value, c.Shape),
            AddConst c => g.AddConst(node.Arg(0), c.Value + Value),
            Broadcast b => g.Broadcast(g.AddConst(node.Arg(0), Value), b.Target),
            _ => null,
        };
    }

    public override int Precedence => Ir.Precedence.Sum;

    public override string Notation(IReadOnlyList<string> args) => $"{args[0]} + {Text}";

    public override string Torch(IReadOnlyList<string> args, TorchContext context) => $"{args[0]} + {Text}";
}
