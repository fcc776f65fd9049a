using System.Collections.Generic;

namespace Ttt.Generators.Ir;

/// <summary>X with (I + L) X = B, or (I + L)ᵀ X = B: L is strictly lower triangular, [b,b].</summary>
internal sealed record SolveLower(bool Transpose) : Primitive
{
    public override string Hint => "solved";

    public override KernelRole Kernel => KernelRole.Call;

    public override Shape? Infer(IReadOnlyList<Shape> args) => args[0].Rows == args[0].Columns && args[0].Rows == args[1].Rows ? args[1] : null;

    public override Matrix Evaluate(IReadOnlyList<Matrix> args, EvaluationContext context)
    {
        var (l, b) = (args[0], args[1]);
        var items = (double[])b.Items.Clone();
        for (var step = 0; step < b.Rows; step++)
        {
            var i = Transpose ? b.Rows - 1 - step : step;
            for (var done = 0; done < step; done++)
            {
                var m = Transpose ? b.Rows - 1 - done : done;
                var factor = Transpose ? l[m, i] : l[i, m];
                for (var j = 0; j < b.Columns; j++)
                    items[i * b.Columns + j] -= factor * items[m * b.Columns + j];
            }
        }
        return new(b.Rows, b.Columns, items);
    }

    public override int?[] Vjp(GraphBuilder g, int result, IReadOnlyList<int> args, int d)
    {
        var db = g.Make(new SolveLower(!Transpose), args[0], d);
        var outer = Transpose ? g.MatMul(result, db, false, true) : g.MatMul(db, result, false, true);
        return [g.Neg(g.Tril(outer, -1)), db];
    }

    public override int? Simplify(GraphBuilder g, IReadOnlyList<int> args)
        => g.IsZero(args[0]) || g.IsZero(args[1]) || g.ShapeOf(args[0]).Rows.IsOne ? args[1]
            : g[args[1]].Op is Scale s ? g.Scale(s.Factor, g.Make(this, args[0], g[args[1]].Arg(0))) : null;

    public override string Notation(IReadOnlyList<string> args) => $"(I + {args[0]}){(Transpose ? "⁻ᵀ" : "⁻¹")}·{args[1]}";

    public override int Precedence => Ir.Precedence.MatrixProduct;

    public override string Torch(IReadOnlyList<string> args, TorchContext context)
        => $"global::TorchSharp.torch.linalg.solve_triangular({args[0]}{(Transpose ? ".mT" : "")}, {args[1]}, upper: {(Transpose ? "true" : "false")}, unitriangular: true)";
}
