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
    private readonly Dictionary<int, string> _names = [];
    private readonly List<string> _lines = [];
    private string _loss = "";

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
        return new("Test", "Random", policy, f, loss, null, null, null, null, null, EquatableArray<Gate>.Empty, EquatableArray<Update>.Empty, null, EquatableArray<DimensionModel>.Empty);
    }

    /// <summary>The same inner model as a C# declaration of a class <c>Random{seed}</c> in the namespace Test.</summary>
    public static string Source(int seed, int miniBatch)
    {
        var maker = new RandomInnerModel(seed);
        var result = maker.Name(maker.Body());
        maker.Loss();
        var parameters = maker._parameters.Where(p => p.Name != "weight").Select(p => $"[{(p.Fast ? "Fast(Init = Init.Normal)" : "Slow(Init = Init.One)")}] {TypeOf(p)} {p.Name}");
        return $$"""
            using Ttt;
            using static Ttt.Fn;

            namespace Test;

            [TttLayer(MiniBatchSize = {{miniBatch}}, BaseRate = 0.5)]
            public sealed partial class Random{{seed}}
            {
                [InnerModel]
                public static Vec<D> F(Vec<D> x, {{string.Join(", ", parameters)}})
                {
                    {{string.Join("\n        ", maker._lines)}}
                    return {{result}};
                }
            {{maker._loss}}
            }
            """;
    }

    private static string TypeOf(ParameterModel p)
        => p.Dimensions.Count switch { 0 => "Scalar", 1 => $"Vec<{p.Dimensions[0]}>", _ => $"Mat<{p.Dimensions[0]}, {p.Dimensions[1]}>" };

    private string Name(int id) => _names[id];

    /// <summary>Records the C# expression of a value as a local.</summary>
    private int Define(int id, string expression)
    {
        if (_names.ContainsKey(id))
            return id;
        _names[id] = $"v{_names.Count}";
        _lines.Add($"var {_names[id]} = {expression};");
        return id;
    }

    private int Body()
    {
        var x = _g.Input(Names.X, InputRole.Data, new Shape(Extent.Tokens, D));
        _names[x] = "x";
        var value = Affine(x, _random.Next(2) == 0 ? D : Hidden);
        for (var i = _random.Next(1, 4); i > 0; i--)
            value = Grow(value);
        value = _g.ShapeOf(value).Columns == D ? Activate(value) : Affine(Activate(value), D);
        if (_random.Next(2) == 0)
        {
            var (gamma, beta) = (Slow(D), Slow(D));
            value = Define(Macros.LayerNorm(_g, value, gamma, beta, 1e-6), $"LayerNorm({Name(value)}, {Name(gamma)}, {Name(beta)})");
        }
        return _random.Next(2) == 0 ? Define(_g.Add(x, value), $"x + {Name(value)}") : value;
    }

    private int Grow(int value)
    {
        var columns = _g.ShapeOf(value).Columns;
        switch (_random.Next(10))
        {
            case 0:
                return Activate(value);
            case 1:
                return Affine(Activate(value), _random.Next(2) == 0 ? D : Hidden);
            case 2:
                var (left, right) = (Activate(Affine(value, Hidden)), Affine(value, Hidden));
                return Define(_g.Mul(left, right), $"{Name(left)} * {Name(right)}");
            case 3:
                return Reuse(value);
            case 4:
                var gate = Fast(Extent.One, columns);
                return Define(_g.Mul(value, _g.Sigmoid(gate)), $"{Name(value)} * Sigmoid({Name(gate)})");
            case 5:
                var scale = Slow(columns);
                return Define(Macros.RmsNorm(_g, value, scale, 1e-6), $"RmsNorm({Name(value)}, {Name(scale)})");
            case 6:
                return Define(_g.Add(value, Macros.Mean(_g, value)), $"{Name(value)} + Mean({Name(value)})");
            case 7:
                var bounded = Activate(value);
                return Define(_g.Mul(_g.SumColumns(bounded), value), $"Sum({Name(bounded)}) * {Name(value)}");
            case 8:
                var divisor = Fast(Extent.One, Extent.One);
                return Define(_g.Div(value, _g.AddConst(_g.Square(divisor), 2)), $"{Name(value)} / (2.0 + Square({Name(divisor)}))");
            default:
                var (gain, active) = (Fast(Extent.One, Extent.One), Activate(value));
                return Define(_g.Add(value, _g.Mul(gain, active)), $"{Name(value)} + {Name(gain)} * {Name(active)}");
        }
    }

    /// <summary>A second use of a matrix, as it is or transposed, where one fits.</summary>
    private int Reuse(int value)
    {
        var columns = _g.ShapeOf(value).Columns;
        var fits = _matrices.Where(m => m.Rows == columns || m.Columns == columns).ToArray();
        if (fits.Length == 0)
            return Affine(value, columns);
        var (id, rows, _) = fits[_random.Next(fits.Length)];
        var active = Activate(value);
        return Define(_g.MatMul(active, id, false, rows != columns), $"{Name(active)} * {Name(id)}{(rows != columns ? ".T" : "")}");
    }

    private int Affine(int value, Extent columns)
    {
        var w = Fast(_g.ShapeOf(value).Columns, columns);
        var product = Define(_g.MatMul(value, w), $"{Name(value)} * {Name(w)}");
        if (_random.Next(2) > 0)
            return product;
        var bias = Fast(Extent.One, columns);
        return Define(_g.Add(product, bias), $"{Name(product)} + {Name(bias)}");
    }

    private int Activate(int value)
    {
        var (name, id) = _random.Next(7) switch
        {
            0 => ("Tanh", _g.Tanh(value)),
            1 => ("Sigmoid", _g.Sigmoid(value)),
            2 => ("Gelu", Macros.Gelu(_g, value)),
            3 => ("GeluErf", Macros.GeluErf(_g, value)),
            4 => ("Silu", Macros.Silu(_g, value)),
            5 => ("Softplus", Macros.Softplus(_g, value)),
            _ => ("Softmax", Macros.Softmax(_g, value)),
        };
        return Define(id, $"{name}({Name(value)})");
    }

    private Function? Loss()
    {
        if (_random.Next(3) > 0)
            return null;
        var g = new GraphBuilder();
        var shape = new Shape(Extent.Tokens, D);
        var (y, v) = (g.Input(Names.Y, InputRole.Data, shape), g.Input(Names.V, InputRole.Data, shape));
        var (text, loss) = _random.Next(4) switch
        {
            0 => ("-Dot(y, v)", g.Neg(Macros.Dot(g, y, v))),
            1 => ("Square(Mean(y) - Mean(v))", g.Square(g.Sub(Macros.Mean(g, y), Macros.Mean(g, v)))),
            2 => ("Sum(Sqrt(Square(y - v) + 1.0))", g.SumColumns(g.Sqrt(g.AddConst(g.Square(g.Sub(y, v)), 1)))),
            _ => ("Mean(Square((y - v) * weight))", Macros.Mean(g, g.Square(g.Mul(g.Sub(y, v), g.Input("weight", InputRole.Slow, new Shape(Extent.One, D)))))),
        };
        _loss = $"    [InnerLoss] public static Scalar Loss(Vec<D> y, Vec<D> v{(text.Contains("weight") ? ", [Slow(Init = Init.One)] Vec<D> weight" : "")}) => {text};";
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
        var id = _g.Input(name, fast ? InputRole.Fast : InputRole.Slow, new Shape(rows, columns));
        _names[id] = name;
        _parameters.Add(new(name, fast, new[] { rows, columns }.Where(e => !e.IsOne).Select(e => e.Name).ToEquatable(), "Default", false));
        return id;
    }
}
