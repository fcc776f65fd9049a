using System.Collections.Generic;

namespace Ttt.Generators.Ir;

/// <summary>Puts a row at the last token, zeros before it: [1,c] → [b,c]. The adjoint of <see cref="LastRow"/>.</summary>
internal sealed record AtLastRow : Primitive
{
    public override string Hint => "atLast";

    public override KernelRole Kernel => KernelRole.Elementwise;

    public override string Vector(IReadOnlyList<string> args, VectorContext context) => context.IsVector ? $"Take(Drop({args[0]}, {context.Size(Extent.Tokens)} - 1 - {context.Column}), {context.Size(Extent.Tokens)} - {context.Column})" : $"Take({args[0]}, {context.Row} == {context.Size(Extent.Tokens)} - 1 ? Lanes : 0)";

    public override Shape? Infer(IReadOnlyList<Shape> args) => args[0].Rows.IsOne ? new Shape(Extent.Tokens, args[0].Columns) : null;

    public override Matrix Evaluate(IReadOnlyList<Matrix> args, EvaluationContext context)
    {
        var rows = context.Size(Extent.Tokens);
        return Matrix.Create(rows, args[0].Columns, (i, j) => i == rows - 1 ? args[0][0, j] : 0);
    }

    public override int?[] Vjp(GraphBuilder g, int result, IReadOnlyList<int> args, int d) => [g.LastRow(d)];

    public override int? Simplify(GraphBuilder g, IReadOnlyList<int> args)
        => g.IsZero(args[0]) ? g.Zero(new Shape(Extent.Tokens, g.ShapeOf(args[0]).Columns)) : null;

    public override string Notation(IReadOnlyList<string> args) => $"atlast({args[0]})";

    public override string Torch(IReadOnlyList<string> args, TorchContext context)
        => $"global::TorchSharp.torch.nn.functional.pad({args[0]}, new long[] {{ 0, 0, {context.Size(Extent.Tokens)} - 1, 0 }})";
}
