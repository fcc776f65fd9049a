using Ttt.Generators.Ir;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Tests.Passes;

/// <summary>Runs derived graphs through the interpreter on random data.</summary>
internal sealed class Evaluation(int tokens, Random random)
{
    private readonly Dictionary<string, int> _sizes = new() { ["D"] = 5, ["Hidden"] = 7 };

    public int Size(Extent extent) => Size(extent, tokens);

    private int Size(Extent extent, int rows) => extent.Kind switch { ExtentKind.One => 1, ExtentKind.Tokens => rows, _ => _sizes[extent.Name] };

    public Matrix Random(Shape shape, double scale = 1)
        => Matrix.Create(Size(shape.Rows), Size(shape.Columns), (_, _) => scale * (2 * random.NextDouble() - 1));

    /// <summary>Values for every input that any of the graphs reads.</summary>
    public Dictionary<string, Matrix> Inputs(params Graph[] graphs)
    {
        var inputs = new Dictionary<string, Matrix>();
        foreach (var (_, input) in graphs.SelectMany(g => g.Inputs()).OrderBy(i => i.Input.Name, StringComparer.Ordinal))
            if (!inputs.ContainsKey(input.Name))
                inputs[input.Name] = input.Name is Names.Rate or Names.Position
                    ? Random(input.Shape, 0.3).Map(x => 0.35 + x)
                    : Random(input.Shape);
        return inputs;
    }

    public Dictionary<string, Matrix> Run(Graph graph, IReadOnlyDictionary<string, Matrix> inputs, int? rows = null)
        => Interpreter.Run(graph, inputs, e => Size(e, rows ?? tokens));

    public static Matrix Rows(Matrix m, int start, int count) => Matrix.Create(count, m.Columns, (i, j) => m[start + i, j]);

    public static double Difference(Matrix a, Matrix b)
    {
        Assert.Equal((a.Rows, a.Columns), (b.Rows, b.Columns));
        var scale = Math.Max(1, a.Items.Concat(b.Items).Max(Math.Abs));
        return a.Items.Zip(b.Items, (x, y) => Math.Abs(x - y)).Max() / scale;
    }
}
