namespace Ttt.Layers.Tests.Scan;

/// <summary>What training keeps of the state through time is what docs/kernels.md says: s numbers for every g mini-batches.</summary>
public class CheckpointMemoryTests
{
    const int Batch = 2, Heads = 2, MiniBatch = 4, Tokens = 64;

    static (long Kept, long State) Measure(string name, int group, bool kernels)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        torch.manual_seed(3);
        using var layer = LayerCatalogue.Default.Create(name, new TttLayerOptions { Width = 16, Heads = Heads, MiniBatchSize = MiniBatch });
        var seen = layer.Activations(torch.randn(Batch, Tokens, 16));
        var inputs = layer.Inputs(new ScanRows(seen.Query, seen.Key, seen.Value, seen.Gates, seen.Position, null, [], []));
        ScanProgram runs = kernels ? new FusedProgram(layer.Program, group, new SimdEngine(layer.Program)) : layer.Program;
        var size = kernels ? long.MaxValue : group;
        var plan = runs.AnyRows ? ScanPlan.Blocks(Tokens, MiniBatch, size) : ScanPlan.Cut(Tokens, MiniBatch, 0, size);
        var tape = new List<Checkpoint>();
        ForwardPass.Run(runs, inputs, plan, tape);
        var kept = tape.SelectMany(checkpoint => checkpoint.State.Concat(checkpoint.Kept)).Distinct(ReferenceEqualityComparer.Instance).Cast<Tensor>();
        return (kept.Sum(tensor => tensor.numel()), inputs.State.Sum(tensor => tensor.numel()));
    }

    [Theory]
    [InlineData("linear", 1)]
    [InlineData("linear", 4)]
    [InlineData("mlp", 2)]
    [InlineData("mlp", 16)]
    public void TensorOperationsKeepAStateForEveryGroup(string name, int group)
    {
        var (kept, state) = Measure(name, group, kernels: false);
        Assert.Equal(Tokens / MiniBatch / group * state, kept);
    }

    [Theory]
    [InlineData("Titans")]
    [InlineData("LaCt")]
    public void KernelsOfWeightsThatAreNotOnlyAddedToKeepAStateForEveryGroupBesideTheTape(string name)
    {
        var (all, state) = Measure(name, 1, kernels: true);
        foreach (var group in (int[])[2, 4, 8])
            Assert.Equal((Tokens / MiniBatch - Tokens / MiniBatch / group) * state, all - Measure(name, group, kernels: true).Kept);
    }
}
