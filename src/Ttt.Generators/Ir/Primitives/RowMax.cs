using System.Collections.Generic;
using System.Linq;

namespace Ttt.Generators.Ir;

/// <summary>The largest element of every row. Only a shift that cancels may use it (Softmax), so it has no derivative.</summary>
internal sealed record RowMax : Primitive
{
    public override string Hint => "rowMax";

    public override KernelRole Kernel => KernelRole.RowReduction;

    public override Shape? Infer(IReadOnlyList<Shape> args) => new Shape(args[0].Rows, Extent.One);

    public override Matrix Evaluate(IReadOnlyList<Matrix> args, EvaluationContext context)
        => Matrix.Create(args[0].Rows, 1, (i, _) => Enumerable.Range(0, args[0].Columns).Max(j => args[0][i, j]));

    public override int?[] Vjp(GraphBuilder g, int result, IReadOnlyList<int> args, int d) => [null];

    public override string Notation(IReadOnlyList<string> args) => $"rowmax({args[0]})";

    public override string Torch(IReadOnlyList<string> args, TorchContext context) => $"{args[0]}.amax(new long[] {{ -1 }}, true)";
}
