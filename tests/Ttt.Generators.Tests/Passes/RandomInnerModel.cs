using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Tests.Passes;

/// <summary>Inner models that stand in no source file, drawn from a seed: layers, activations, norms, gates, reused and transposed weights.</summary>
internal sealed class RandomInnerModel
{
    private static readonly Extent D = Extent.Of("D");
    private static readonly Extent Hidden = Extent.Of("Hidden");

    private readonly Random _random;
    private readonly GraphBuilder _g = new();
    private readonly List<ParameterModel> _parameters = [];
    private readonly List<(int Id, Extent Rows, Extent Columns)> _matrices = [];

    private RandomInnerModel(int seed) => _random = new Random(seed);

    public static LayerModel Create(int seed)
    {
        var maker = new RandomInnerModel(seed);
        return Layer(maker._g, maker.Body(), maker._parameters, maker.Loss());
    }

    public static LayerModel Layer(GraphBuilder g, int result, IEnumerable<ParameterModel> parameters, Function? loss = null)
    {
        var f = new Function(Scope.InnerModel, g.ToGraph([new Output(Names.Result, result)]), parameters.ToEquatable(), EquatableArray.Of("D"), "D");
        var policy = new Policy("Random", "MiniBatch", 4, 1.0, "Standard", false, false, 4, true, 10000, true);
        return new("Test", "Random", policy, f, loss, null, null, null, null, EquatableArray<DimensionModel>.Empty);
    }

    private int Body()
    {
        var x = _g.Input(Names.X, InputRole.Data, new Shape(Extent.Tokens, D));
        var value = Affine(x, _random.Next(2) == 0 ? D : Hidden);
        for (var i = _random.Next(1, 4); i > 0; i--)
            value = Grow(value);
        value = _g.ShapeOf(value).Columns == D ? Activate(value) : Affine(Activate(value), D);
        if (_random.Next(2) == 0)
            value = Macros.LayerNorm(_g, value, Slow(D), Slow(D), 1e-6);
        return _random.Next(2) == 0 ? _g.Add(x, value) : value;
    }

    private int Grow(int value)
    {
        var columns = _g.ShapeOf(value).Columns;
        return _random.Next(7) switch
        {
            0 => Activate(value),
            1 => Affine(Activate(value), _random.Next(2) == 0 ? D : Hidden),
            2 => _g.Mul(Activate(Affine(value, Hidden)), Affine(value, Hidden)),
            3 => Reuse(value),
            4 => _g.Mul(value, _g.Sigmoid(Fast(Extent.One, columns))),
            5 => Macros.RmsNorm(_g, value, Slow(columns), 1e-6),
            _ => _g.Add(value, _g.Mul(Fast(Extent.One, Extent.One), Activate(value))),
        };
    }

    /// <summary>A second use of a matrix, as it is or transposed, where one fits.</summary>
    private int Reuse(int value)
    {
        var columns = _g.ShapeOf(value).Columns;
        var fits = _matrices.Where(m => m.Rows == columns || m.Columns == columns).ToArray();
        if (fits.Length == 0)
            return Affine(value, columns);
        var (id, rows, _) = fits[_random.Next(fits.Length)];
        return _g.MatMul(Activate(value), id, false, rows != columns);
    }

    private int Affine(int value, Extent columns)
    {
        var product = _g.MatMul(value, Fast(_g.ShapeOf(value).Columns, columns));
        return _random.Next(2) == 0 ? _g.Add(product, Fast(Extent.One, columns)) : product;
    }

    private int Activate(int value)
        => _random.Next(7) switch
        {
            0 => _g.Tanh(value),
            1 => _g.Sigmoid(value),
            2 => Macros.Gelu(_g, value),
            3 => Macros.GeluErf(_g, value),
            4 => Macros.Silu(_g, value),
            5 => Macros.Softplus(_g, value),
            _ => Macros.Softmax(_g, value),
        };

    private Function? Loss()
    {
        if (_random.Next(3) > 0)
            return null;
        var g = new GraphBuilder();
        var shape = new Shape(Extent.Tokens, D);
        var (y, v) = (g.Input(Names.Y, InputRole.Data, shape), g.Input(Names.V, InputRole.Data, shape));
        var loss = _random.Next(3) switch
        {
            0 => g.Neg(Macros.Dot(g, y, v)),
            1 => g.SumColumns(g.Sqrt(g.AddConst(g.Square(g.Sub(y, v)), 1))),
            _ => Macros.Mean(g, g.Square(g.Mul(g.Sub(y, v), g.Input("weight", InputRole.Slow, new Shape(Extent.One, D))))),
        };
        var graph = g.ToGraph([new Output(Names.Result, loss)]);
        var parameters = graph.Inputs().Where(i => i.Input.Role == InputRole.Slow).Select(i => new ParameterModel("weight", false, EquatableArray.Of("D"), "One", false));
        return new(Scope.Loss, graph, parameters.ToEquatable(), EquatableArray.Of("D", "D"), null);
    }

    private int Fast(Extent rows, Extent columns)
    {
        var id = Parameter(true, rows, columns);
        if (!rows.IsOne)
            _matrices.Add((id, rows, columns));
        return id;
    }

    private int Slow(Extent columns) => Parameter(false, Extent.One, columns);

    private int Parameter(bool fast, Extent rows, Extent columns)
    {
        var name = $"{(fast ? "w" : "s")}{_parameters.Count}";
        _parameters.Add(new(name, fast, new[] { rows, columns }.Where(e => !e.IsOne).Select(e => e.Name).ToEquatable(), "Default", false));
        return _g.Input(name, fast ? InputRole.Fast : InputRole.Slow, new Shape(rows, columns));
    }
}
