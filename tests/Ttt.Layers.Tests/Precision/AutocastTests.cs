using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Precision;

/// <summary>Products inside a scope are those of rounded operands, rounded once; all else is as without it.</summary>
public sealed class AutocastTests
{
    // half of the last of eight places
    const double Rounding = 1.0 / 256;

    public static TheoryData<string> Layers() => [.. LayerCatalogue.Default.Names];

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(5, 7, 3)]
    [InlineData(33, 19, 65)]
    public void A_product_rounds_its_operands_and_its_result(int rows, int inputs, int outputs)
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(rows);
        var (x, weight, bias) = (torch.randn(2, rows, inputs), torch.randn(outputs, inputs), torch.randn(outputs));
        using var precision = Autocast.To(torch.ScalarType.BFloat16);
        var product = Autocast.Linear(x, weight);
        Assert.Equal(torch.ScalarType.Float32, product.dtype);
        var exact = Rounded(x).matmul(Rounded(weight).t());
        Assert.True((exact - product).abs().le(exact.abs() * Rounding + 1e-5).all().item<bool>());
        Same(product, product.bfloat16().to_type(torch.ScalarType.Float32));
        // the bias is added to float32
        Same(product + bias, Autocast.Linear(x, weight, bias));
        Same(product, Autocast.Matmul(x, weight.t()));
    }

    [Fact]
    public void Gradients_are_float32_and_those_of_the_rounded_operands_within_rounding()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(4);
        Tensor[] inputs = [torch.randn(3, 11, 7), torch.randn(5, 7), torch.randn(5), torch.randn(3, 5, 9)];
        Tensor[] exact = [.. inputs.Select(t => Rounded(t).requires_grad_(true))];
        foreach (var input in inputs) input.requires_grad_(true);
        (exact[0].matmul(exact[1].t()) + exact[2]).matmul(exact[3]).square().sum().backward();
        using (Autocast.To(torch.ScalarType.BFloat16))
            Autocast.Matmul(Autocast.Linear(inputs[0], inputs[1], inputs[2]), inputs[3]).square().sum().backward();
        foreach (var (expected, given) in exact.Zip(inputs))
        {
            Assert.Equal(torch.ScalarType.Float32, given.grad!.dtype);
            Near.Equal(expected.grad!, given.grad!, 6 * Rounding, "gradient");
        }
    }

    [Fact]
    public void Scopes_nest_and_belong_to_their_thread()
    {
        Assert.Equal(torch.ScalarType.Float32, Autocast.Type);
        using (Autocast.To(torch.ScalarType.BFloat16))
        {
            using (Autocast.To(torch.ScalarType.Float32))
                Assert.Equal(torch.ScalarType.Float32, Autocast.Type);
            Assert.Equal(torch.ScalarType.BFloat16, Autocast.Type);
            var elsewhere = torch.ScalarType.Bool;
            var thread = new Thread(() => elsewhere = Autocast.Type);
            thread.Start();
            thread.Join();
            Assert.Equal(torch.ScalarType.Float32, elsewhere);
        }
        Assert.Equal(torch.ScalarType.Float32, Autocast.Type);
        Assert.Contains("not in Float16", Assert.Throws<ArgumentException>(() => Autocast.To(torch.ScalarType.Float16)).Message);
    }

    [Fact]
    public void Weights_are_rounded_once_where_they_are_kept_and_never_under_gradients()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(3);
        using var linear = torch.nn.Linear(7, 5, hasBias: false);
        using var weights = new RoundedWeights();
        var x = torch.randn(3, 7);
        using var kept = Autocast.To(torch.ScalarType.BFloat16, weights);
        using var inner = Autocast.To(torch.ScalarType.BFloat16);
        var learnt = Autocast.Linear(x, linear);
        Tensor before;
        using (torch.no_grad())
        {
            before = Autocast.Linear(x, linear);
            Same(learnt, before);
            linear.weight.mul_(2);
            Same(before, Autocast.Linear(x, linear));
            using (Autocast.To(torch.ScalarType.BFloat16, new RoundedWeights())) Same(2 * before, Autocast.Linear(x, linear));
        }
        Assert.False(Autocast.Linear(x, linear).eq(before).all().item<bool>());
    }

    [Fact]
    public void Float64_is_left_alone()
    {
        using var scope = torch.NewDisposeScope();
        using var precision = Autocast.To(torch.ScalarType.BFloat16);
        var (x, weight) = (torch.randn([3, 4], torch.ScalarType.Float64), torch.randn([5, 4], torch.ScalarType.Float64));
        Same(torch.nn.functional.linear(x, weight), Autocast.Linear(x, weight));
        Same(x.matmul(weight.t()), Autocast.Matmul(x, weight.t()));
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Every_layer_computes_nearly_the_same_and_keeps_its_state_and_gradients_in_float32(string name)
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(2);
        using var layer = LayerCatalogue.Default.Create(name, new() { Width = 24, Heads = 2, MiniBatchSize = 8 });
        var x = torch.randn(2, 21, 24);
        var (expected, slopes) = Differentiated();
        using var precision = Autocast.To(torch.ScalarType.BFloat16);
        var (given, rounded) = Differentiated();
        Assert.Equal(torch.ScalarType.Float32, given.dtype);
        Assert.InRange(Near.Error(expected, given), 1e-4, 0.1);
        Assert.All(layer.parameters(), parameter => Assert.Equal(torch.ScalarType.Float32, parameter.dtype));
        Assert.True(Cosine(slopes, rounded) > 0.995, $"gradients lie at {Cosine(slopes, rounded)}");
        if (!layer.IsCausal) return;
        using var noGradient = torch.no_grad();
        var (_, state) = layer.forward(x, (TttState?)null);
        Assert.All(state.Tensors.Values, part => Assert.Equal(torch.ScalarType.Float32, part.dtype));
        state.Dispose();

        (Tensor Output, Tensor Gradients) Differentiated()
        {
            layer.zero_grad();
            var output = layer.forward(x);
            (output * torch.linspace(-1, 1, 24)).sum().backward();
            return (output.detach(), torch.cat([.. layer.parameters().Where(p => p.grad is not null).Select(p => p.grad!.reshape(-1))]));
        }
    }

    static double Cosine(Tensor a, Tensor b) => ((a * b).sum() / (a.square().sum() * b.square().sum()).sqrt()).item<float>();

    static Tensor Rounded(Tensor x) => x.to_type(torch.ScalarType.BFloat16).to_type(torch.ScalarType.Float64);

    static void Same(Tensor expected, Tensor given) => Assert.True(expected.eq(given).all().item<bool>());
}
