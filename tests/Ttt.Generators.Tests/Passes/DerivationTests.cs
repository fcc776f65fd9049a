using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Tests.Passes;

/// <summary>Dual = primal = decode, splits = whole, backward = finite differences, on random inner models, in the interpreter.</summary>
public class DerivationTests
{
    private const int Tokens = 4;

    public static TheoryData<int> Seeds => new(Enumerable.Range(0, 60));


    [Theory, MemberData(nameof(Seeds))]
    public void Dual_is_primal_is_decode(int seed)
    {
        var model = RandomInnerModel.Create(seed);
        var programs = LayerPrograms.Derive(model, default);
        Assert.NotNull(programs.Dual);
        DerivedForms.Agree(programs, Tokens, seed);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void A_split_mini_batch_is_the_whole(int seed)
    {
        var programs = LayerPrograms.Derive(RandomInnerModel.Create(seed), default);
        DerivedForms.Split(programs, Tokens, seed);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Backward_is_finite_differences(int seed)
    {
        var programs = LayerPrograms.Derive(RandomInnerModel.Create(seed), default);
        DerivedForms.Differentiate(programs, Tokens, seed);
    }

    [Fact]
    public void A_matrix_outside_products_has_no_dual_and_says_why()
    {
        var g = new GraphBuilder();
        var x = g.Input(Names.X, InputRole.Data, new Shape(Extent.Tokens, Extent.Of("D")));
        var w = g.Input("W", InputRole.Fast, new Shape(Extent.Of("D"), Extent.Of("D")));
        var model = RandomInnerModel.Layer(g, g.MatMul(x, g.Tanh(w)), [new ParameterModel("W", true, EquatableArray.Of("D", "D"), "Default", false)]);
        var programs = LayerPrograms.Derive(model, default);
        Assert.Null(programs.Dual);
        Assert.Equal(new Obstacle("W", "tanh(W)", ObstacleKind.MatrixOutsideProducts), programs.Forms.Obstacle);
        Assert.Contains(programs.Primal.Outputs, o => o.Name == Names.Next(Names.Sum("W")));
    }
}
