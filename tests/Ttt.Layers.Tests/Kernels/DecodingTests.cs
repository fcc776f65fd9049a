using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Kernels;

/// <summary>Decoding with the tokens since the boundary as rows gives what sums give, and its states are values.</summary>
public class DecodingTests
{
    const double Tolerance = 2e-5;

    public static TheoryData<string, int> Cases => KernelLawTests.Cases();

    public static TheoryData<string> WithRows => [.. KernelLayers.Names.Where(HasRows)];

    static bool HasRows(string name)
    {
        using var layer = KernelLayers.Create(name, KernelLayers.Sizes[0]);
        return layer.Program.Token is { Recent.Count: > 0 } && !layer.Program.ReadsEnd;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TokensAfterAPromptAreTensorOperations(string name, int index)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        KernelMemory.IsPoisoned = true;
        var size = KernelLayers.Sizes[index];
        using var layer = KernelLayers.Create(name, size);
        if (layer.Program.ReadsEnd) return;
        var x_BTC = KernelLayers.Tokens(size with { Tokens = size.Tokens + 2 * size.MiniBatch });
        int[] pieces = [size.Tokens, .. Enumerable.Repeat(1, 2 * size.MiniBatch)];
        var (exact, exactState) = Pieces.Forward(layer, x_BTC, pieces);
        layer.to(torch.float32);
        var x = x_BTC.to_type(torch.float32);
        layer.Kernels = ScanKernels.Tensor;
        var (tensor, tensorState) = Pieces.Forward(layer, x, pieces);
        layer.Kernels = ScanKernels.Simd;
        var (fused, fusedState) = Pieces.Forward(layer, x, pieces);
        Compare(exact, tensor, fused, name + ", output");
        Assert.Equal(exactState.Tensors.Keys.Order(), fusedState.Tensors.Keys.Order());
        foreach (var (key, want) in exactState.Tensors) Compare(want, tensorState.Tensors[key], fusedState.Tensors[key], $"{name}, state {key}");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ADecoderInPlaceIsTheInnerLoop(string name, int index) => CompareInPlace(name, KernelLayers.Sizes[index], static _ => { });

    /// <summary>The decoder of a layer does what its inner loop does, token by token, to the bit.</summary>
    internal static void CompareInPlace(string name, KernelSize size, Action<TttLayer> prepare)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        KernelMemory.IsPoisoned = true;
        using var layer = KernelLayers.Create(name, size);
        layer.to(torch.float32);
        prepare(layer);
        var all = layer.Activations(KernelLayers.Tokens(size with { Tokens = 3 * size.MiniBatch + 1 }).to_type(torch.float32));
        var start = size.MiniBatch / 2;
        if (layer.Settings.Window > 1 || layer.Description.Previous.Count > 0 || layer.Program.ReadsEnd)
        {
            Assert.Throws<InvalidOperationException>(() => layer.Decoder(Token(all, 0)));
            return;
        }
        TttState? state = null;
        for (var t = 0; t < start; t++) state = layer.InnerLoop(Token(all, t), state).State;
        using var decoder = layer.Decoder(Token(all, start), state);
        for (var t = start; t < all.Query.size(2); t++)
        {
            var token = Token(all, t);
            foreach (var (to, from) in TokenTensors.Of(decoder.Rows).Zip(TokenTensors.Of(token))) to.copy_(from);
            decoder.Step();
            (var want, state) = layer.InnerLoop(token, state);
            Near.Equal(want, decoder.Output.transpose(1, 2).reshape(want.shape), 0, $"{name}, token {t}");
        }
        Near.Equal(state!.Tensors, layer.StateOf(decoder).Tensors, 0, name + ", state");
        Assert.Equal(state.Position, decoder.Position);
    }

    [Theory]
    [MemberData(nameof(WithRows))]
    public void AStateMayBeContinuedAnyNumberOfTimes(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        var size = KernelLayers.Sizes[0];
        using var layer = KernelLayers.Create(name, size);
        layer.to(torch.float32);
        var x = KernelLayers.Tokens(size).to_type(torch.float32);
        Tensor token(int t) => x.narrow(1, t, 1);
        var (_, shared) = Pieces.Forward(layer, x.narrow(1, 0, 5), 1, 1, 1, 1, 1);
        var before = shared.Tensors.ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        var (_, alone) = Pieces.Forward(layer, x.narrow(1, 0, 5), 1, 1, 1, 1, 1);
        var (want, wantState) = layer.forward(token(9), layer.forward(token(8), alone).State);

        // the first continuation writes behind the shared rows, the others have rows of their own
        var (_, other) = layer.forward(token(6), shared);
        var (_, another) = layer.forward(token(7), shared.Clone());
        var (have, haveState) = layer.forward(token(9), layer.forward(token(8), shared).State);
        other.Dispose();
        another.Dispose();
        Near.Equal(want, have, 0, name);
        Near.Equal(wantState.Tensors, haveState.Tensors, 0, name);
        Near.Equal(before, shared.Tensors, 0, name + ", the state they went on from");
    }

    [Theory]
    [MemberData(nameof(WithRows))]
    public void SavedRowsAreSumsInTheFile(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        var size = KernelLayers.Sizes[0];
        using var layer = KernelLayers.Create(name, size);
        layer.to(torch.float32);
        var x = KernelLayers.Tokens(size).to_type(torch.float32);
        var (_, state) = Pieces.Forward(layer, x.narrow(1, 0, 3), 1, 1, 1);
        using var stream = new MemoryStream();
        state.Save(stream);
        stream.Position = 0;
        var loaded = TttState.Load(stream);
        Near.Equal(state.Tensors, loaded.Tensors, 0, name);
        Near.Equal(layer.forward(x.narrow(1, 3, 20), state).Output, layer.forward(x.narrow(1, 3, 20), loaded).Output, 0, name + ", many tokens after");
        Near.Equal(layer.forward(x.narrow(1, 3, 1), state).Output, layer.forward(x.narrow(1, 3, 1), loaded).Output, Tolerance, name + ", a token after");
    }

    [Fact]
    public void ThreadsMayContinueOneStateAtOnce()
    {
        using var scope = torch.NewDisposeScope();
        var size = KernelLayers.Sizes[0];
        using var layer = KernelLayers.Create("mlp", size);
        layer.to(torch.float32);
        var x = KernelLayers.Tokens(size).to_type(torch.float32);
        var (noGrad, threads) = (torch.no_grad(), 4);
        var (_, state) = Pieces.Forward(layer, x.narrow(1, 0, 2), 1, 1);
        Tensor[] want = [.. Enumerable.Range(0, threads).Select(i => Tail(layer, x, state.Clone(), i))];
        noGrad.Dispose();
        var have = new Tensor[threads];
        Thread[] all = [.. Enumerable.Range(0, threads).Select(i => new Thread(() =>
        {
            using var own = torch.no_grad();
            have[i] = Tail(layer, x, state, i);
        }))];
        foreach (var thread in all) thread.Start();
        foreach (var thread in all) thread.Join();
        for (var i = 0; i < threads; i++) Near.Equal(want[i], have[i], 0, $"thread {i}");
    }

    static Tensor Tail(TttLayer layer, Tensor x, TttState state, int which)
    {
        Tensor? output = null;
        for (var t = 0; t < 30; t++) (output, state) = layer.forward(x.narrow(1, 2 + (t + 7 * which) % 40, 1), state);
        return output!.DetachFromDisposeScope();
    }

    internal static ScanRows Token(TttActivations all, int t)
    {
        Tensor one(Tensor x) => x.narrow(2, t, 1).contiguous();
        return new(one(all.Query), one(all.Key), one(all.Value), [.. all.Gates.Select(one)], all.Position.narrow(0, t, 1).contiguous(), null, [], []);
    }

    // Where the layer itself loses digits in float32, both forms may.
    static void Compare(Tensor exact, Tensor tensor, Tensor fused, string what) => Near.Equal(exact, fused, Math.Max(Tolerance, 4 * Near.Error(exact, tensor)), what);
}
