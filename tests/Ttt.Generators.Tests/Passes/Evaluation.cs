using Ttt.Generators.Ir;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Tests.Passes;

/// <summary>Runs derived graphs through the interpreter on random data.</summary>
internal sealed class Evaluation(int tokens, Random random)
{
    private readonly Dictionary<string, int> _sizes = new() { ["D"] = 5, ["Hidden"] = 7 };

    public int Size(Extent extent) => Size(extent, tokens);

    private int Size(Extent extent, int rows) => extent.Kind switch { ExtentKind.One => 1, ExtentKind.Tokens => rows, ExtentKind.Keys => rows + History, _ => _sizes[extent.Name] };

    /// <summary>How many rows further back the keys of a window reach.</summary>
    public const int History = 2;

    public Matrix Random(Shape shape, double scale = 1)
        => Matrix.Create(Size(shape.Rows), Size(shape.Columns), (_, _) => scale * (2 * random.NextDouble() - 1));

    /// <summary>Values for every input that any of the graphs reads.</summary>
    public Dictionary<string, Matrix> Inputs(params Graph[] graphs)
    {
        var inputs = new Dictionary<string, Matrix>();
        // Programs of one token have rows of one: the shapes of rows come first.
        foreach (var (_, input) in graphs.SelectMany(g => g.Inputs()).OrderBy(i => i.Input.Name, StringComparer.Ordinal).ThenByDescending(i => i.Input.Shape.Rows.IsTokens))
            if (!inputs.ContainsKey(input.Name))
                inputs[input.Name] = Value(input);
        return inputs;
    }

    private Matrix Value(Input input)
    {
        if (input.Name.StartsWith(Names.Gram(""), StringComparison.Ordinal))
        {
            var half = Random(input.Shape);
            return Matrix.Create(half.Rows, half.Columns, (i, j) => Enumerable.Range(0, half.Rows).Sum(k => half[k, i] * half[k, j]));
        }
        // A program of one token has one row; the others have more of the same.
        if (input.Role == InputRole.Data && input.Shape.Rows.IsOne)
            return Value(input with { Shape = new(Extent.Tokens, input.Shape.Columns) });
        var positive = input.Name is Names.Position or Names.Weight or Names.Mask || input.Name == "ridge" || IsGate(input.Name) || input.Name.StartsWith("@kept", StringComparison.Ordinal) || input.Name == Names.Count;
        return positive ? Random(input.Shape, 0.3).Map(x => 0.5 + x) : Random(input.Shape);
    }

    private static bool IsGate(string name) => name.Split(':')[0] is Names.Rate or "@retention" or "@momentum";

    /// <summary>The rows of some tokens, for every input of a program that has rows.</summary>
    public void Slice(Graph graph, IReadOnlyDictionary<string, Matrix> all, Dictionary<string, Matrix> target, int start, int count)
    {
        foreach (var (_, input) in graph.Inputs().Where(i => i.Input.Role == InputRole.Data))
            if (all.TryGetValue(input.Name, out var rows))
                target[input.Name] = Rows(rows, start, count + (rows.Rows > tokens ? History : 0));
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
