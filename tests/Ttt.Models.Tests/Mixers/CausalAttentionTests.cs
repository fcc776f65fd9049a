using Ttt.Layers;

namespace Ttt.Models.Tests.Mixers;

public sealed class CausalAttentionTests
{
    static readonly AttentionOptions Plain = new() { Width = 12, Heads = 2 };

    public static TheoryData<int, int?, int?, int?, bool, int> Shapes => new()
    {
        // heads, key/value heads, head dimension, window, RoPE, tokens
        { 2, null, null, null, true, 7 },
        { 4, 2, 6, null, true, 5 },
        { 3, 1, 2, 3, true, 9 },
        { 1, 1, 5, 1, false, 4 },
        { 2, null, 4, 40, true, 70 },
        { 2, 1, 4, null, false, 66 },
        { 1, null, 4, 64, true, 131 },
    };

    static AttentionOptions Options(int heads, int? groups, int? size, int? window, bool rope)
        => Plain with { Heads = heads, KeyValueHeads = groups, HeadDimension = size, Window = window, RopeBase = rope ? 100 : null, Bias = window is not null };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Outputs_and_gradients_are_those_of_the_definition(int heads, int? groups, int? size, int? window, bool rope, int tokens)
    {
        using var scope = torch.NewDisposeScope();
        var options = Options(heads, groups, size, window, rope);
        using var layer = MixerLaws.Randomised(new CausalAttention(options));
        var x = TensorAssert.Random(3, tokens > 20 ? 1 : 2, tokens, 12).requires_grad_(true);
        var (expected, actual) = (NaiveAttention.Of(layer, options, x), layer.call(x));
        TensorAssert.Close(expected, actual, 1e-12);
        var weight = TensorAssert.Random(4, expected.shape);
        Tensor[] variables = [x, .. layer.parameters()];
        Tensor gradients(Tensor y) => torch.cat([.. torch.autograd.grad([(y * weight).sum()], variables).Select(g => g.reshape(-1))], 0);
        TensorAssert.Close(gradients(expected), gradients(actual), 1e-12);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Any_split_into_calls_gives_what_one_call_gives(int heads, int? groups, int? size, int? window, bool rope, int tokens)
    {
        using var layer = MixerLaws.Randomised(new CausalAttention(Options(heads, groups, size, window, rope)));
        using var x = TensorAssert.Random(5, 2, tokens, 12);
        MixerLaws.EverySplitIsTheWhole(layer, x, [1, 2, tokens - 3]);
        MixerLaws.EverySplitIsTheWhole(layer, x, [tokens - 2, 1, 1]);
        if (tokens < 20)
            MixerLaws.EverySplitIsTheWhole(layer, x, [.. Enumerable.Repeat(1L, tokens)]);
    }

    [Fact]
    public void It_is_causal_keeps_sequences_apart_and_its_state_is_a_value()
    {
        using var layer = MixerLaws.Randomised(new CausalAttention(Plain with { Window = 4, KeyValueHeads = 1 }));
        MixerLaws.IsCausalAndKeepsSequencesApart(layer, 12);
        MixerLaws.AStateIsAValue(layer, 12);
    }

    [Fact]
    public void A_window_bounds_the_state_and_what_a_token_sees()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var layer = MixerLaws.Randomised(new CausalAttention(Plain with { Window = 5 }));
        var x = TensorAssert.Random(6, 1, 40, 12);
        var (y, state) = layer.forward(x, (ISequenceState?)null);
        Assert.Equal([1, 2, 5, 6], state.Tensors["key"].shape);
        Assert.Equal(40, state.Position);
        var changed = x.clone();
        changed.narrow(1, 0, 20).zero_();
        TensorAssert.Close(y.narrow(1, 24, 16), layer.call(changed).narrow(1, 24, 16), 0);
        Assert.True((y.narrow(1, 23, 1) - layer.call(changed).narrow(1, 23, 1)).abs().max().item<double>() > 1e-6);
        state.Dispose();
    }

    // a key of long ago and one of far beyond the table of angles
    [Fact]
    public void Positions_are_relative_however_far_the_sequence_is()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var layer = MixerLaws.Randomised(new CausalAttention(Plain with { Window = 3 }));
        var x = TensorAssert.Random(7, 1, 8, 12);
        var near = layer.call(x).narrow(1, 3, 5);
        using var far = new MixerState(CausalAttention.Kind, 1_000_000, [new("key", torch.zeros(1, 2, 3, 6, torch.ScalarType.Float64)), new("value", torch.zeros(1, 2, 3, 6, torch.ScalarType.Float64))]);
        var (y, state) = layer.forward(x, far);
        TensorAssert.Close(near, y.narrow(1, 3, 5), 1e-9);
        state.Dispose();
    }

    [Theory]
    [InlineData(6, 2, null)]
    [InlineData(8, 1, null)]
    [InlineData(8, 2, 40)]
    [InlineData(8, 1, 1)]
    public void Single_tokens_in_single_precision_give_what_one_call_gives(int size, int groups, int? window)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var layer = MixerLaws.Randomised(new CausalAttention(Plain with { HeadDimension = size, KeyValueHeads = groups, Window = window }));
        var x = TensorAssert.Random(8, 3, 150, 12);
        var expected = layer.call(x);
        layer.to(torch.ScalarType.Float32);
        var single = x.to_type(torch.ScalarType.Float32);
        var (first, state) = layer.forward(single.narrow(1, 0, 3), (ISequenceState?)null);
        var outputs = new List<Tensor> { first };
        for (var t = 3; t < 150; t++)
        {
            var (y, next) = layer.forward(single.narrow(1, t, 1), state);
            outputs.Add(y);
            state.Dispose();
            state = next;
        }
        TensorAssert.Close(expected, torch.cat(outputs, 1), 3e-6);
        state.Dispose();
    }

    // both grow out of the same memory
    [Fact]
    public void Two_continuations_of_one_state_do_not_disturb_each_other()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var layer = MixerLaws.Randomised(new CausalAttention(Plain));
        var x = TensorAssert.Random(8, 2, 9, 12);
        Tensor token(int t) => x.narrow(1, t, 1);
        using var start = layer.forward(x.narrow(1, 0, 3), (ISequenceState?)null).State;
        using var common = layer.forward(token(3), start).State;
        using var left = layer.forward(token(4), common).State;
        using var right = layer.forward(token(5), common).State;
        using var leftmost = layer.forward(token(6), left).State;
        var (afterLeft, a) = layer.forward(token(7), left);
        var (afterRight, b) = layer.forward(token(7), right);
        Tensor alone(params int[] last) => layer.call(torch.cat([x.narrow(1, 0, 4), .. last.Select(token)], 1)).narrow(1, 5, 1);
        TensorAssert.Close(alone(4, 7), afterLeft, 1e-12);
        TensorAssert.Close(alone(5, 7), afterRight, 1e-12);
        Assert.Equal([5, 5, 6], new[] { left, right, leftmost }.Select(state => state.Tensors["key"].shape[2]));
        a.Dispose();
        b.Dispose();
    }

    [Fact]
    public void Single_precision_is_near_double()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var layer = MixerLaws.Randomised(new CausalAttention(Plain));
        var x = TensorAssert.Random(8, 2, 150, 12);
        var expected = layer.call(x);
        layer.to(torch.ScalarType.Float32);
        TensorAssert.Close(expected, layer.call(x.to_type(torch.ScalarType.Float32)), 2e-6);
    }

    [Fact]
    public void What_does_not_fit_is_told()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        Assert.Contains("choose a divisor", Assert.Throws<ArgumentException>(() => new CausalAttention(Plain with { KeyValueHeads = 3 })).Message);
        Assert.Contains("at least 1", Assert.Throws<ArgumentException>(() => new CausalAttention(Plain with { Window = 0 })).Message);
        Assert.Contains("even head dimension", Assert.Throws<ArgumentException>(() => new CausalAttention(Plain with { HeadDimension = 3 })).Message);
        using var layer = new CausalAttention(Plain);
        Assert.Contains("[2,3,11]", Assert.Throws<ArgumentException>(() => { layer.call(torch.zeros(2, 3, 11)); }).Message);
        Assert.Contains("Float64", Assert.Throws<ArgumentException>(() => { layer.call(torch.zeros(2, 3, 12, torch.ScalarType.Float64)); }).Message);
        using var state = layer.forward(torch.zeros(2, 3, 12), (ISequenceState?)null).State;
        Assert.Contains("a batch of 1 it should be [1,2,3,6]", Assert.Throws<ArgumentException>(() => layer.forward(torch.zeros(1, 1, 12), state)).Message);
        using var other = new MixerState("mamba", 3, []);
        Assert.Contains("attention cannot continue from the state of mamba", Assert.Throws<ArgumentException>(() => layer.forward(torch.zeros(2, 1, 12), other)).Message);
        using var file = new MemoryStream();
        other.Save(file);
        file.Position = 0;
        Assert.Contains("belongs to a layer 'mamba'", Assert.Throws<InvalidDataException>(() => layer.LoadState(file)).Message);
    }
}
