using System.Collections.Generic;

namespace Ttt.Generators.Ir;

/// <summary>Keeps what a window lets row l see of the key rows, which reach e − b rows further back: the entries k with l ≤ k ≤ l + e − b. [b,e] → [b,e].</summary>
internal sealed record Band : Primitive
{
    public override string Hint => "window";

    public override KernelRole Kernel => KernelRole.Elementwise;

    public override string Vector(IReadOnlyList<string> args, VectorContext context) => $"Drop(Take({args[0]}, {context.Row} + {context.Size(Extent.Keys)} - {context.Size(Extent.Tokens)} + 1 - {context.Column}), {context.Row} - {context.Column})";

    public override Shape? Infer(IReadOnlyList<Shape> args) => args[0];

    public override Matrix Evaluate(IReadOnlyList<Matrix> args, EvaluationContext context)
    {
        var past = args[0].Columns - args[0].Rows;
        return Matrix.Create(args[0].Rows, args[0].Columns, (i, j) => j >= i && j <= i + past ? args[0][i, j] : 0);
    }

    public override int?[] Vjp(GraphBuilder g, int result, IReadOnlyList<int> args, int d) => [g.Band(d)];

    public override int? Simplify(GraphBuilder g, IReadOnlyList<int> args)
        => g.IsZero(args[0]) || g[args[0]].Op is Band || g.ShapeOf(args[0]).Rows.IsOne ? args[0]
            : g[args[0]].Op is Scale s ? g.Scale(s.Factor, g.Band(g[args[0]].Arg(0))) : null;

    public override string Notation(IReadOnlyList<string> args) => $"window({args[0]})";

    public override string Torch(IReadOnlyList<string> args, TorchContext context)
        => $"{args[0]}.triu().tril({context.Size(Extent.Keys)} - {context.Size(Extent.Tokens)})";
}
