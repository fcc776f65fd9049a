using System.Runtime.InteropServices;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Ttt.ManagedTorch.Tests.Functional;

public class ConvolutionTests
{
    static double[] Naive(Tensor input, Tensor weight, double[]? bias, int stride, int padding, int dilation, int groups)
    {
        var (x, w) = (Given.Values(input), Given.Values(weight));
        var (n, c, l) = ((int)input.shape[0], (int)input.shape[1], (int)input.shape[2]);
        var (outputs, part, k) = ((int)weight.shape[0], (int)weight.shape[1], (int)weight.shape[2]);
        var length = (l + 2 * padding - dilation * (k - 1) - 1) / stride + 1;
        var y = new double[n * outputs * length];
        for (var b = 0; b < n; b++)
            for (var o = 0; o < outputs; o++)
                for (var t = 0; t < length; t++)
                {
                    var sum = bias?[o] ?? 0;
                    for (var i = 0; i < part; i++)
                        for (var j = 0; j < k; j++)
                        {
                            var s = t * stride + j * dilation - padding;
                            if (s >= 0 && s < l)
                                sum += w[(o * part + i) * k + j] * x[(b * c + o / (outputs / groups) * part + i) * l + s];
                        }
                    y[(b * outputs + o) * length + t] = sum;
                }
        return y;
    }

    public static TheoryData<int, int, int, int, int, int, int, int> Options() => new()
    {
        // channels, outputs, kernel, stride, padding, dilation, groups, length
        { 3, 3, 4, 1, 3, 1, 3, 9 }, { 17, 17, 4, 1, 3, 1, 17, 5 }, { 5, 5, 3, 1, 4, 2, 5, 7 }, { 1, 1, 1, 1, 0, 1, 1, 3 }, { 3, 3, 4, 1, 3, 1, 3, 1 },
        { 3, 5, 3, 1, 1, 1, 1, 8 }, { 4, 6, 3, 2, 1, 1, 2, 9 }, { 4, 4, 2, 3, 2, 2, 4, 11 }, { 3, 6, 3, 1, 0, 1, 3, 6 }, { 2, 3, 5, 2, 4, 1, 1, 4 },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public void Matches_the_definition_in_both_layouts(int channels, int outputs, int kernel, int stride, int padding, int dilation, int groups, int length)
    {
        using var scope = NewDisposeScope();
        var (x, w, b) = (Given.Tensor([2, channels, length], 1), Given.Tensor([outputs, channels / groups, kernel], 2), Given.Tensor([outputs], 3));
        var expected = Naive(x, w, Given.Values(b), stride, padding, dilation, groups);
        Given.Close(expected, F.conv1d(x, w, b, stride, padding, dilation, groups));
        var channelsLast = x.transpose(1, 2).contiguous().transpose(1, 2);
        Given.Close(expected, F.conv1d(channelsLast, w, b, stride, padding, dilation, groups));
        Given.Close(Naive(x, w, null, stride, padding, dilation, groups), F.conv1d(channelsLast, w, null, stride, padding, dilation, groups));
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Gradients_in_both_layouts(int channels, int outputs, int kernel, int stride, int padding, int dilation, int groups, int length)
    {
        var (w, b) = (Given.Tensor([outputs, channels / groups, kernel], 2), Given.Tensor([outputs], 3));
        Gradients.Check(x => F.conv1d(x[0], x[1], x[2], stride, padding, dilation, groups), Given.Tensor([2, channels, length], 1), w, b);
        Gradients.Check(x => F.conv1d(x[0].transpose(1, 2), x[1], null, stride, padding, dilation, groups), Given.Tensor([2, length, channels], 1), w);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(3, 1)]
    public void Second_derivatives(int channels, int groups)
    {
        var w = Given.Tensor([channels, channels / groups, 3], 2);
        Gradients.CheckSecond(x => F.conv1d(x[0], x[1], x[2], padding: 2, groups: groups).square(), Given.Tensor([2, channels, 4], 1), w, Given.Tensor([channels], 3));
        Gradients.CheckSecond(x => F.conv1d(x[0].transpose(1, 2), x[1], padding: 2, groups: groups).square(), Given.Tensor([2, 4, channels], 1), w);
    }

    [Fact]
    public void Takes_input_without_a_batch()
    {
        using var scope = NewDisposeScope();
        var (x, w) = (Given.Tensor([3, 6], 1), Given.Tensor([3, 1, 2], 2));
        var y = F.conv1d(x, w, padding: 1, groups: 3);
        Assert.Equal([3L, 7L], y.shape);
        Given.Close(F.conv1d(x.unsqueeze(0), w, padding: 1, groups: 3).squeeze(0), y);
    }

    [Fact]
    public void Causal_use_sees_no_future()
    {
        using var scope = NewDisposeScope();
        var (x, w) = (Given.Tensor([1, 8, 5], 1), Given.Tensor([5, 1, 4], 2));
        var whole = F.conv1d(x.transpose(1, 2), w, padding: 3, groups: 5).narrow(2, 0, 8);
        var half = F.conv1d(x.narrow(1, 0, 4).transpose(1, 2), w, padding: 3, groups: 5).narrow(2, 0, 4);
        Given.Close(whole.narrow(2, 0, 4), half, 1e-15);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("to have 4 channels, but got 3", Assert.Throws<ExternalException>(() => F.conv1d(ones(1, 3, 5), ones(2, 4, 3))).Message);
        Assert.Contains("Kernel size", Assert.Throws<ExternalException>(() => F.conv1d(ones(1, 3, 2), ones(2, 3, 3))).Message);
        Assert.Throws<ExternalException>(() => F.conv1d(ones(1, 3, 5), ones(2, 3, 3), ones(3)));
        Assert.Throws<ExternalException>(() => F.conv1d(ones(3), ones(2, 3, 3)));
    }
}
