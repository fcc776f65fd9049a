using System.Collections.Generic;
using System.Globalization;

namespace Ttt.Generators.Ir;

/// <summary>Moves rows down by one (or up), the row that appears filled with a number: what the row before holds.</summary>
internal sealed record ShiftRows(bool Up, double Fill) : Primitive
{
    public override string Hint => Up ? "following" : "before";

    public override KernelRole Kernel => KernelRole.Call;

    public override Shape? Infer(IReadOnlyList<Shape> args) => args[0];

    public override Matrix Evaluate(IReadOnlyList<Matrix> args, EvaluationContext context)
        => Matrix.Create(args[0].Rows, args[0].Columns, (i, j) =>
        {
            var from = Up ? i + 1 : i - 1;
            return from >= 0 && from < args[0].Rows ? args[0][from, j] : Fill;
        });

    public override int?[] Vjp(GraphBuilder g, int result, IReadOnlyList<int> args, int d) => [g.Make(new ShiftRows(!Up, 0), d)];

    public override int? Simplify(GraphBuilder g, IReadOnlyList<int> args)
        => g.ShapeOf(args[0]).Rows.IsOne ? g.Const(Fill, g.ShapeOf(args[0]))
            : g.IsConst(args[0], out var value) && value == Fill ? args[0] : null;

    public override string Notation(IReadOnlyList<string> args) => $"{(Up ? "below" : "above")}({args[0]})";

    public override string Torch(IReadOnlyList<string> args, TorchContext context)
    {
        var rows = context.Size(Extent.Tokens);
        var (pad, first) = Up ? ("0, 0, 0, 1", "1") : ("0, 0, 1, 0", "0");
        var fill = Fill == 0 ? "" : $", value: {Fill.ToString("R", CultureInfo.InvariantCulture)}";
        return $"global::TorchSharp.torch.nn.functional.pad({args[0]}, new long[] {{ {pad} }}{fill}).narrow(-2, {first}, {rows})";
    }
}
