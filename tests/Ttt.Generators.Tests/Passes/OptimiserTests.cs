using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Tests.Passes;

/// <summary>The laws of the derived programs under random optimisers, on random inner models and on linear ones, in the interpreter.</summary>
public class OptimiserTests
{
    private const int Tokens = 4;

    public static TheoryData<int> Seeds => new(Enumerable.Range(0, 120));

    [Theory, MemberData(nameof(Seeds))]
    public void All_forms_agree(int seed)
    {
        var programs = LayerPrograms.Derive(Model(seed), default);
        DerivedForms.Agree(programs, Tokens, seed);
        DerivedForms.Split(programs, Tokens, seed);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Backward_is_finite_differences(int seed)
        => DerivedForms.Differentiate(LayerPrograms.Derive(Model(seed), default), Tokens, seed);

    [Fact]
    public void Every_class_of_form_occurs()
    {
        var classes = Enumerable.Range(0, 120).Select(seed => LayerPrograms.Derive(Model(seed), default).Forms.Class).ToHashSet();
        Assert.Superset(new HashSet<LayerClass> { LayerClass.Coefficients, LayerClass.TriangularSolve, LayerClass.ConstantGradient, LayerClass.Chunk, LayerClass.Ridge, LayerClass.Sequential }, classes);
    }

    private static LayerModel Model(int seed) => (seed % 4) switch
    {
        0 or 1 => RandomOptimiser.On(RandomInnerModel.Create(seed), seed),
        _ => WithSolver(RandomOptimiser.On(Plain(seed), seed), seed),
    };

    /// <summary>x·W + b, by seed without b, with a residual, a scaled or a dot-product loss.</summary>
    private static LayerModel Plain(int seed)
    {
        var g = new GraphBuilder();
        var d = Extent.Of("D");
        var x = g.Input(Names.X, InputRole.Data, new(Extent.Tokens, d));
        var y = g.MatMul(x, g.Input("W", InputRole.Fast, new(d, d)));
        var parameters = new List<ParameterModel> { new("W", true, EquatableArray.Of("D", "D"), "Default", false) };
        if (seed % 3 == 0)
        {
            y = g.Add(y, g.Input("b", InputRole.Fast, new(Extent.One, d)));
            parameters.Add(new("b", true, EquatableArray.Of("D"), "Default", false));
        }
        if (seed % 5 == 0)
            y = g.Add(y, x);
        return RandomInnerModel.Layer(g, y, parameters, Loss(seed));
    }

    private static Function? Loss(int seed)
    {
        var g = new GraphBuilder();
        var shape = new Shape(Extent.Tokens, Extent.Of("D"));
        var (y, v) = (g.Input(Names.Y, InputRole.Data, shape), g.Input(Names.V, InputRole.Data, shape));
        int? loss = (seed % 7) switch
        {
            0 or 1 or 2 => g.Neg(Macros.Dot(g, y, v)),
            3 => Macros.Mean(g, g.Square(g.Sub(y, v))),
            _ => null,
        };
        return loss is { } result ? new(Scope.Loss, g.ToGraph([new(Names.Result, result)]), EquatableArray<ParameterModel>.Empty, EquatableArray.Of("D", "D"), null) : null;
    }

    private static LayerModel WithSolver(LayerModel model, int seed)
    {
        model = model with { Policy = model.Policy with { Mode = seed % 8 < 5 ? "Online" : model.Policy.Mode } };
        if (seed % 12 != 2 || seed % 3 == 0)
            return model;
        // The exact minimum: no momentum, no window, no update; a squared loss.
        var g = new GraphBuilder();
        var ridge = new Function(Scope.Ridge, g.ToGraph([new(Names.Result, g.Input("ridge", InputRole.Slow, new(Extent.One, Extent.Of("D"))))]),
            EquatableArray.Of(new ParameterModel("ridge", false, EquatableArray.Of("D"), "One", false)), EquatableArray<string>.Empty, "D");
        return model with
        {
            Policy = model.Policy with { Solver = "Ridge", Window = 1, ReadOut = "UpdateThenApply" },
            Gates = model.Gates.Where(x => x.Kind is GateKind.Rate or GateKind.Retention && x.Of is null).ToEquatable(),
            Updates = EquatableArray<Update>.Empty,
            Loss = null,
            Ridge = ridge,
        };
    }
}
