namespace Ttt.Models.Tests.Modules;

public sealed class CausalConvolutionTests
{
    [Theory]
    [InlineData(4, 11)]
    [InlineData(1, 3)]
    [InlineData(5, 2)]
    public void Every_split_gives_the_same(long kernel, long tokens)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var convolution = new CausalConvolution(6, kernel, 1e-6).to(torch.ScalarType.Float64);
        foreach (var (name, parameter) in convolution.named_parameters())
            parameter.copy_(TensorAssert.Random(name.Length, parameter.shape));
        var x = TensorAssert.Random(1, 2, tokens, 6);
        var (whole, end) = convolution.forward(x, null);
        TensorAssert.Close(whole, convolution.call(x), 0);
        for (var size = 1; size < tokens; size++)
        {
            var outputs = new List<Tensor>();
            Tensor? tail = null;
            for (var start = 0L; start < tokens; start += size)
            {
                (var y, tail) = convolution.forward(x.narrow(1, start, Math.Min(size, tokens - start)), tail);
                outputs.Add(y);
            }
            TensorAssert.Close(whole, torch.cat(outputs, 1), 1e-14);
            TensorAssert.Close(end, tail!, 1e-14);
        }
    }

    [Fact]
    public void The_last_tap_is_the_current_token()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var convolution = new CausalConvolution(1, 3, 1e-30).to(torch.ScalarType.Float64);
        var parameters = convolution.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        Assert.Equal(["conv.bias", "conv.weight", "norm.weight"], parameters.Keys.Order());
        parameters["conv.weight"].copy_(torch.tensor([100.0, 10.0, 1.0], [1, 1, 3]));
        parameters["conv.bias"].copy_(torch.tensor([0.5]));
        // width one: the norm leaves the sign alone
        var y = convolution.call(torch.tensor([1.0, -2.0, 3.0, 4.0], [1, 4, 1]));
        TensorAssert.Close([1.5, 9.5, 91.5, -88.5], TensorAssert.Values(y), 1e-12);
    }
}
