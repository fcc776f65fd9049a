using Ttt.Layers;

namespace Ttt.Models.Tests.Mixers;

public sealed class MambaTests
{
    static readonly MambaOptions Plain = new() { Width = 6 };

    public static TheoryData<int, int, int, int?, int, int> Shapes => new()
    {
        // width, state size, expand, rank, kernel, tokens
        { 6, 16, 2, null, 4, 9 },
        { 5, 3, 1, 2, 2, 33 },
        { 4, 1, 3, 1, 1, 16 },
        { 8, 4, 2, 3, 5, 3 },
    };

    static MambaOptions Options(int width, int states, int expand, int? rank, int kernel) => new() { Width = width, StateSize = states, Expand = expand, StepRank = rank, ConvKernel = kernel };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Outputs_and_gradients_are_those_of_the_definition(int width, int states, int expand, int? rank, int kernel, int tokens)
    {
        using var scope = torch.NewDisposeScope();
        using var layer = MixerLaws.Randomised(new Mamba(Options(width, states, expand, rank, kernel)), 0.7);
        var x = TensorAssert.Random(3, 2, tokens, width).requires_grad_(true);
        var (expected, actual) = (NaiveMamba.Of(layer, x), layer.call(x));
        TensorAssert.Close(expected, actual, 1e-12);
        var weight = TensorAssert.Random(4, expected.shape);
        Tensor[] variables = [x, .. layer.parameters()];
        var (slow, fast) = (torch.autograd.grad([(expected * weight).sum()], variables), torch.autograd.grad([(actual * weight).sum()], variables));
        for (var i = 0; i < variables.Length; i++)
            TensorAssert.Close(slow[i], fast[i], 1e-10);
    }

    // 70 channels: two slabs, scalars; 72, 64 and 20: vectors of three widths
    [Theory]
    [InlineData(70, 3, 21)]
    [InlineData(72, 16, 16)]
    [InlineData(64, 5, 17)]
    [InlineData(20, 4, 50)]
    [InlineData(1, 1, 1)]
    public void The_recurrence_is_right_in_both_forms_from_any_state(int channels, int states, int tokens)
    {
        using var scope = torch.NewDisposeScope();
        Tensor[] inputs =
        [
            TensorAssert.Random(1, 2, tokens, channels), TensorAssert.Random(2, 2, tokens, channels) * 3, -TensorAssert.Random(3, states, channels).exp(),
            TensorAssert.Random(4, 2, tokens, states), TensorAssert.Random(5, 2, tokens, states), TensorAssert.Random(6, channels), TensorAssert.Random(7, 2, states, channels),
        ];
        var (weight, stateWeight) = (TensorAssert.Random(8, 2, tokens, channels), TensorAssert.Random(9, 2, states, channels));
        Tensor[] run(Func<Tensor[], (Tensor Output, Tensor State)> scan, torch.ScalarType type)
        {
            Tensor[] own = [.. inputs.Select(input => input.to_type(type).detach().requires_grad_(true))];
            var (output, state) = scan(own);
            var loss = (output * weight.to_type(type)).sum() + (state * stateWeight.to_type(type)).sum();
            return [output, state, .. torch.autograd.grad([loss], own)];
        }
        var expected = run(x => NaiveMamba.Scan(x[0], (x[1].exp() + 1).log(), x[2], x[3], x[4], x[5], x[6]), torch.ScalarType.Float64);
        var tensors = run(x => SelectiveScan.Of(x[0], x[1], x[2], x[3], x[4], x[5], x[6]), torch.ScalarType.Float64);
        var fused = run(x => SelectiveScan.Of(x[0], x[1], x[2], x[3], x[4], x[5], x[6]), torch.ScalarType.Float32);
        for (var i = 0; i < expected.Length; i++)
        {
            TensorAssert.Close(expected[i], tensors[i], 1e-11);
            TensorAssert.Close(expected[i], fused[i], 1e-5);
        }
    }

    [Theory]
    [InlineData(70, 4, 130)]
    [InlineData(32, 1, 64)]
    [InlineData(8, 3, 1)]
    [InlineData(12, 9, 5)]
    public void The_convolution_is_right_in_both_forms(int channels, int taps, int tokens)
    {
        using var scope = torch.NewDisposeScope();
        Tensor[] inputs = [TensorAssert.Random(1, 2, taps - 1 + tokens, channels), TensorAssert.Random(2, taps, channels), TensorAssert.Random(3, channels)];
        var weight = TensorAssert.Random(4, 2, tokens, channels);
        Tensor[] run(Func<Tensor[], Tensor> convolution, torch.ScalarType type)
        {
            Tensor[] own = [.. inputs.Select(input => input.to_type(type).detach().requires_grad_(true))];
            var output = convolution(own);
            return [output, .. torch.autograd.grad([(output * weight.to_type(type)).sum()], own)];
        }
        var expected = run(x => torch.nn.functional.silu(torch.nn.functional.conv1d(x[0].transpose(1, 2), x[1].t().unsqueeze(1), x[2], groups: channels)).transpose(1, 2), torch.ScalarType.Float64);
        var tensors = run(x => SiluConvolution.Of(x[0], x[1], x[2]), torch.ScalarType.Float64);
        var fused = run(x => SiluConvolution.Of(x[0], x[1], x[2]), torch.ScalarType.Float32);
        for (var i = 0; i < expected.Length; i++)
        {
            TensorAssert.Close(expected[i], tensors[i], 1e-12);
            TensorAssert.Close(expected[i], fused[i], 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Any_split_into_calls_gives_what_one_call_gives(int width, int states, int expand, int? rank, int kernel, int tokens)
    {
        using var layer = MixerLaws.Randomised(new Mamba(Options(width, states, expand, rank, kernel)), 0.7);
        using var x = TensorAssert.Random(5, 2, tokens, width);
        MixerLaws.EverySplitIsTheWhole(layer, x, [1, tokens - 2, 1]);
        MixerLaws.EverySplitIsTheWhole(layer, x, [.. Enumerable.Repeat(1L, tokens)]);
    }

    [Fact]
    public void It_is_causal_keeps_sequences_apart_and_its_state_is_a_value()
    {
        using var layer = MixerLaws.Randomised(new Mamba(Plain));
        MixerLaws.IsCausalAndKeepsSequencesApart(layer, 6);
        MixerLaws.AStateIsAValue(layer, 6);
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        using var scope = torch.NewDisposeScope();
        Tensor[] values(int threads)
        {
            var before = torch.get_num_threads();
            torch.set_num_threads(threads);
            try
            {
                torch.manual_seed(3);
                var layer = new Mamba(new() { Width = 96 });
                var x = TensorAssert.Random(1, 3, 40, 96).to_type(torch.ScalarType.Float32).requires_grad_(true);
                var y = layer.call(x);
                return [y, .. torch.autograd.grad([y.square().sum()], [x, .. layer.parameters()])];
            }
            finally
            {
                torch.set_num_threads(before);
            }
        }
        foreach (var (one, two) in values(1).Zip(values(2)))
            TensorAssert.Close(one, two, 0);
    }

    [Fact]
    public void It_starts_as_published()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(1);
        using var model = new LanguageModel(new() { TttLayerType = "mamba", HiddenSize = 40, IntermediateSize = 0, NumHiddenLayers = 1, MambaExpand = 3 });
        var p = model.Backbone.Blocks[0].Mixer.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        Assert.Equal(["A_log", "D", "conv1d.bias", "conv1d.weight", "dt_proj.bias", "dt_proj.weight", "in_proj.weight", "out_proj.weight", "x_proj.weight"], p.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([120, 16], p["A_log"].shape);
        TensorAssert.Close([.. Enumerable.Range(1, 16).Select(n => (double)n)], TensorAssert.Values(p["A_log"][119].exp()), 1e-6);
        Assert.All(TensorAssert.Values(p["D"]), d => Assert.Equal(1, d));
        Assert.Equal([120, 3], p["dt_proj.weight"].shape);
        Assert.InRange(p["dt_proj.weight"].abs().max().item<float>(), 0.5 / Math.Sqrt(3), 1 / Math.Sqrt(3));
        var steps = TensorAssert.Values((p["dt_proj.bias"].exp() + 1).log());
        Assert.InRange(steps.Min(), 0.00099, 0.003);
        Assert.InRange(steps.Max(), 0.04, 0.101);
        Assert.InRange(p["conv1d.weight"].abs().max().item<float>(), 0.45, 0.5);
    }

    [Fact]
    public void What_does_not_fit_is_told()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        Assert.Contains("at least 1", Assert.Throws<ArgumentException>(() => new Mamba(Plain with { StateSize = 0 })).Message);
        using var layer = new Mamba(Plain);
        Assert.Contains("mamba takes [batch, tokens, 6]", Assert.Throws<ArgumentException>(() => { layer.call(torch.zeros(1, 2, 5)); }).Message);
        using var state = layer.forward(torch.zeros(1, 2, 6), (ISequenceState?)null).State;
        Assert.Contains("should be [2,3,12]", Assert.Throws<ArgumentException>(() => layer.forward(torch.zeros(2, 1, 6), state)).Message);
    }
}
