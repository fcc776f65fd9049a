using Ttt.Layers;

namespace Ttt.Models.Tests.Mixers;

/// <summary>What every sequence mixer has to keep to.</summary>
static class MixerLaws
{
    /// <summary>The layer in float64 with every parameter drawn anew, so that no initial zero hides a mistake.</summary>
    public static T Randomised<T>(T mixer, double deviation = 0.4) where T : SequenceMixer
    {
        using var noGradient = torch.no_grad();
        mixer.to(torch.ScalarType.Float64);
        var seed = 100;
        foreach (var (_, parameter) in mixer.named_parameters())
            parameter.copy_(TensorAssert.Random(seed++, parameter.shape) * deviation);
        return mixer;
    }

    /// <summary>Calls over parts give the outputs, the state and, the state carried differentiably, the gradients of one call over all.</summary>
    public static void EverySplitIsTheWhole(SequenceMixer mixer, Tensor x_BTC, long[] parts, double tolerance = 1e-10)
    {
        using var scope = torch.NewDisposeScope();
        var whole = Run(mixer, x_BTC, [x_BTC.size(1)]);
        TensorAssert.Close(whole.Output, mixer.call(x_BTC), 1e-12);
        var split = Run(mixer, x_BTC, parts);
        TensorAssert.Close(whole.Output, split.Output, tolerance);
        Assert.Equal(whole.State.Keys.Order(), split.State.Keys.Order());
        foreach (var (name, tensor) in whole.State)
            TensorAssert.Close(tensor, split.State[name], tolerance);
        for (var i = 0; i < whole.Gradients.Length; i++)
            TensorAssert.Close(whole.Gradients[i], split.Gradients[i], tolerance);
    }

    /// <summary>A later token changes no earlier output, and a sequence does not see another one of the batch.</summary>
    public static void IsCausalAndKeepsSequencesApart(SequenceMixer mixer, long width)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var x = TensorAssert.Random(1, 2, 9, width);
        var other = x.clone();
        other.narrow(0, 1, 1).add_(TensorAssert.Random(2, 1, 9, width));
        other.narrow(0, 0, 1).narrow(1, 6, 3).add_(TensorAssert.Random(3, 1, 3, width));
        var (y, changed) = (mixer.call(x), mixer.call(other));
        TensorAssert.Close(y[0].narrow(0, 0, 6), changed[0].narrow(0, 0, 6), 0);
        Assert.True((y[0, 6] - changed[0, 6]).abs().max().item<double>() > 1e-6);
    }

    /// <summary>A state goes through its file, continues from there, and is not changed by continuing.</summary>
    public static void AStateIsAValue(SequenceMixer mixer, long width)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var (first, second) = (TensorAssert.Random(4, 2, 5, width), TensorAssert.Random(5, 2, 3, width));
        using var state = mixer.forward(first, (ISequenceState?)null).State;
        using var copy = state.Clone();
        using var file = new MemoryStream();
        state.Save(file);
        file.Position = 0;
        using var loaded = mixer.LoadState(file);
        var (expected, next) = mixer.forward(second, state);
        foreach (var start in new[] { state, copy, loaded })
        {
            var (output, again) = mixer.forward(second, start);
            TensorAssert.Close(expected, output, 0);
            Assert.Equal(8, again.Position);
            again.Dispose();
        }
        next.Dispose();
        Assert.Equal(5, loaded.Position);
        var bytes = file.ToArray();
        Assert.Throws<InvalidDataException>(() => { mixer.LoadState(new MemoryStream(bytes[..^3])); });
    }

    /// <summary>Some sequences of a batch, in any order and more than once, go on as they did in it.</summary>
    public static void SequencesCanBeTakenOutOfABatch(SequenceMixer mixer, long width, torch.ScalarType type = torch.ScalarType.Float64, double tolerance = 1e-12)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        long[] chosen = [2, 0, 2];
        var order = torch.tensor(chosen);
        ISequenceState? state = null;
        // positions before, at and after boundaries of mini-batches
        foreach (var count in (long[])[3, 1, 1, 1, 1, 1, 1])
        {
            var (before, next_BTC) = (state, TensorAssert.Random(state?.Position ?? 0, 3, count, width).to(type));
            (_, state) = mixer.forward(next_BTC, state);
            before?.Dispose();
            using var taken = state.Select(chosen);
            Assert.Equal(state.Position, taken.Position);
            Assert.Equal(state.Tensors.Keys.Order(), taken.Tensors.Keys.Order());
            foreach (var (name, tensor) in state.Tensors)
                TensorAssert.Close(tensor.index_select(0, order), taken.Tensors[name], 0);
            foreach (var more in (long[])[1, 5])
            {
                var x_BTC = TensorAssert.Random(40, 3, more, width).to(type);
                var (whole, part) = (mixer.forward(x_BTC, state), mixer.forward(x_BTC.index_select(0, order), taken));
                TensorAssert.Close(whole.Output.index_select(0, order), part.Output, tolerance);
                whole.State.Dispose();
                part.State.Dispose();
            }
        }
        Assert.Throws<ArgumentException>(() => state!.Select());
        Assert.Contains("not [3]", Assert.Throws<ArgumentException>(() => state!.Select(3)).Message);
        state!.Dispose();
    }

    static (Tensor Output, Dictionary<string, Tensor> State, Tensor[] Gradients) Run(SequenceMixer mixer, Tensor x_BTC, long[] parts)
    {
        var x = x_BTC.detach().clone().requires_grad_(true);
        var outputs = new List<Tensor>();
        ISequenceState? state = null;
        var start = 0L;
        foreach (var size in parts)
        {
            (var y, state) = mixer.forward(x.narrow(1, start, size), state);
            outputs.Add(y);
            start += size;
        }
        Assert.Equal(x_BTC.size(1), start);
        Assert.Equal(start, state!.Position);
        var output = torch.cat(outputs, 1);
        var loss = (output * TensorAssert.Random(77, output.shape)).sum();
        foreach (var (name, tensor) in state.Tensors.OrderBy(t => t.Key, StringComparer.Ordinal))
            loss = loss + (tensor * TensorAssert.Random(name.Length, tensor.shape)).sum();
        var gradients = torch.autograd.grad([loss], [x, .. mixer.parameters()]);
        return (output, state.Tensors.ToDictionary(), [.. gradients]);
    }
}
