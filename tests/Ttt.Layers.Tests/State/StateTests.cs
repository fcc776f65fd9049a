using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.State;

public class StateTests
{
    static TttLayer Layer(string name) => TestLayers.Random(name, TestLayers.Options() with { ShareQk = true, ConvKernel = 3 });

    static TttState After(TttLayer layer, int tokens)
    {
        using var noGrad = torch.no_grad();
        var (output, state) = layer.forward(TestLayers.Tokens(2, tokens), (TttState?)null);
        output.Dispose();
        return state;
    }

    [Theory]
    [MemberData(nameof(TestLayers.Names), MemberType = typeof(TestLayers))]
    public void HoldsWeightsSumsAndTail(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var layer = Layer(name);
        using var state = After(layer, 6);
        Assert.Equal((6, 2, 4, layer.Description.Name), (state.Position, state.Offset, state.Period, state.Layer));
        var fast = layer.Description.Parameters.Where(p => p.Kind == ParameterKind.Fast).Select(p => p.Name).ToArray();
        Assert.Equal(fast.Concat(fast.Select(TttState.SumsOf)).Append(TttState.ConvolutionTail).Order(), state.Tensors.Keys.Order());
        Assert.Equal([2, 2, 6], state.Tensors[fast[0]].shape[..3]);
        var projected = torch.matmul(TestLayers.Tokens(2, 6), layer.get_parameter("q_proj.weight")!.t());
        Near.Equal(projected.narrow(1, 3, 3).transpose(1, 2), state.Tensors[TttState.ConvolutionTail], 1e-12, "tail, oldest first");
    }

    [Fact]
    public void TailOfAShortStartIsZeroBeforeTheFirstToken()
    {
        using var scope = torch.NewDisposeScope();
        using var layer = Layer("reference");
        using var state = After(layer, 1);
        Assert.Equal(0, state.Tensors[TttState.ConvolutionTail].narrow(2, 0, 2).abs().max().item<double>());
        Assert.NotEqual(0, state.Tensors[TttState.ConvolutionTail].narrow(2, 2, 1).abs().max().item<double>());
    }

    [Theory]
    [MemberData(nameof(TestLayers.Names), MemberType = typeof(TestLayers))]
    public void IsAValue(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        using var layer = Layer(name);
        using var state = After(layer, 6);
        var before = state.Tensors.ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        var x_BTC = TestLayers.Tokens(2, 5, seed: 9);
        var (first, one) = layer.forward(x_BTC, state);
        var (second, two) = layer.forward(x_BTC, state);
        Near.Equal(first, second, 0, "continued twice");
        one.Dispose();
        Near.Equal(before, state.Tensors, 0, "after continuing and disposing what followed");
        two.Dispose();
    }

    // A state must not follow the parameters when they are trained on.
    [Fact]
    public void DoesNotShareWithTheParameters()
    {
        using var scope = torch.NewDisposeScope();
        using var layer = Layer("reference");
        using var state = After(layer, 2);
        using var copy = state.Clone();
        using (torch.no_grad()) layer.get_parameter("W1")!.add_(1);
        Near.Equal(copy.Tensors, state.Tensors, 0, "after a change of the parameters");
    }

    [Fact]
    public void CloneOutlivesTheOriginalAndScopes()
    {
        using var layer = Layer("reference");
        TttState clone, detached;
        double expected;
        using (torch.NewDisposeScope())
        {
            using var state = After(layer, 5);
            (clone, detached) = (state.Clone(), state.Detach());
            expected = state.Tensors["W1"].sum().item<double>();
        }
        Assert.Equal(expected, clone.Tensors["W1"].sum().item<double>());
        Assert.Equal(expected, detached.Tensors["W1"].sum().item<double>());
        Assert.Equal(5, clone.Position);
        clone.Dispose();
        detached.Dispose();
        Assert.True(clone.Tensors["W1"].IsInvalid);
    }

    [Fact]
    public void DetachCutsTheGraph()
    {
        using var scope = torch.NewDisposeScope();
        using var layer = Layer("reference");
        using var state = layer.forward(TestLayers.Tokens(2, 6), (TttState?)null).State;
        using var detached = state.Detach();
        Assert.True(state.Tensors["W1"].requires_grad);
        Assert.False(detached.Tensors["W1"].requires_grad);
    }

    [Theory]
    [MemberData(nameof(TestLayers.Names), MemberType = typeof(TestLayers))]
    public void SavedAndLoadedItContinuesTheSame(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        using var layer = Layer(name);
        using var state = After(layer, 6);
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.state");
        try
        {
            state.Save(path);
            state.Save(path);
            using var loaded = TttState.Load(path);
            Assert.Equal((state.Layer, state.Period, state.Position), (loaded.Layer, loaded.Period, loaded.Position));
            Near.Equal(state.Tensors, loaded.Tensors, 0, "loaded");
            var x_BTC = TestLayers.Tokens(2, 3);
            Near.Equal(layer.forward(x_BTC, state).Output, layer.forward(x_BTC, loaded).Output, 0, "continued");
            Assert.Single(Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(path) + "*"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void DamagedFilesAreRefused()
    {
        using var layer = Layer("reference");
        using var state = After(layer, 6);
        using var stream = new MemoryStream();
        state.Save(stream);
        var bytes = stream.ToArray();
        foreach (var length in new[] { 0, 5, 20, 60, bytes.Length / 2, bytes.Length - 1 })
            Assert.Throws<InvalidDataException>(() => TttState.Load(new MemoryStream(bytes[..length])));
        Assert.Contains("not the state of a layer", Assert.Throws<InvalidDataException>(() => TttState.Load(new MemoryStream(new byte[100]))).Message);
        var future = (byte[])bytes.Clone();
        future[8] = 77;
        Assert.Contains("format 77", Assert.Throws<InvalidDataException>(() => TttState.Load(new MemoryStream(future))).Message);
    }
}
