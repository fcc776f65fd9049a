namespace Ttt.ManagedTorch.Tests;

public class GradientTests
{
    public static TheoryData<string> Names() => [.. DifferentiableOps.All().Select(op => op.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryDifferentiableOperationMatchesFiniteDifferences(string name)
    {
        var op = DifferentiableOps.All().Single(x => x.Name == name);
        using var scope = TorchSharp.torch.NewDisposeScope();
        GradCheck.Check(op.Apply, op.Inputs(), op.Twice);
    }
}
