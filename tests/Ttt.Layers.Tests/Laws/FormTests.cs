using Ttt.Layers.Tests.Reference;
using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Laws;

/// <summary>The derived programs agree: dual = primal = decode, and the derived backward = ordinary autograd through the definition.</summary>
public class FormTests
{
    public static TheoryData<string, GradientDescent> Cases()
    {
        var data = new TheoryData<string, GradientDescent>();
        foreach (var name in TestLayers.All)
            foreach (var mode in Enum.GetValues<GradientDescent>()) data.Add(name, mode);
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void DualIsPrimalWithGradients(string name, GradientDescent mode)
    {
        using var scope = torch.NewDisposeScope();
        using var layer = TestLayers.Random(name, TestLayers.Options(mode));
        var x_BTC = TestLayers.Tokens(2, 11);
        var dual = Pieces.Run(layer, x_BTC, 6, 5);
        layer.Scan = ScanForm.Primal;
        Pieces.AssertSame(dual, Pieces.Run(layer, x_BTC, 6, 5), 1e-10, name);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void DualIsDecode(string name, GradientDescent mode)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        using var layer = TestLayers.Random(name, TestLayers.Options(mode));
        var x_BTC = TestLayers.Tokens(2, 11);
        var dual = layer.forward(x_BTC);
        layer.Scan = ScanForm.Decode;
        Near.Equal(dual, layer.forward(x_BTC), 1e-11, name);
    }

    [Fact]
    public void DecodeFormRefusesGradients()
    {
        using var layer = TestLayers.Random("reference");
        layer.Scan = ScanForm.Decode;
        Assert.Contains("no_grad", Assert.Throws<InvalidOperationException>(() => layer.forward(TestLayers.Tokens(1, 3))).Message);
    }

    [Fact]
    public void ProgramWithoutDualRunsItsPrimal()
    {
        using var scope = torch.NewDisposeScope();
        using var dual = TestLayers.Random("reference");
        using var primal = new LinearReference(TestLayers.Options(), hasDual: false);
        primal.to(torch.float64);
        primal.load_state_dict(dual.state_dict());
        var x_BTC = TestLayers.Tokens(2, 10);
        Pieces.AssertSame(Pieces.Run(dual, x_BTC, 10), Pieces.Run(primal, x_BTC, 3, 7), 1e-10, "without dual");
        using var noGrad = torch.no_grad();
        Near.Equal(dual.forward(x_BTC.narrow(1, 0, 1)), primal.forward(x_BTC.narrow(1, 0, 1)), 1e-12, "one token");
    }

    [Theory]
    [MemberData(nameof(TestLayers.Names), MemberType = typeof(TestLayers))]
    public void CheckpointGroupsChangeNothing(string name)
    {
        using var scope = torch.NewDisposeScope();
        var x_BTC = TestLayers.Tokens(2, 31);
        Outcome run(int? group)
        {
            using var layer = TestLayers.Random(name, TestLayers.Options() with { CheckpointGroup = group });
            return Pieces.Run(layer, x_BTC, 31);
        }
        var expected = run(null);
        foreach (var group in new[] { 1, 2, 3, 100 }) Pieces.AssertSame(expected, run(group), 1e-11, $"{name}, groups of {group}");
    }
}
