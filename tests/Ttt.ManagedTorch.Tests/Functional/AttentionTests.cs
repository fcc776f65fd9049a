using System.Runtime.InteropServices;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Ttt.ManagedTorch.Tests.Functional;

public class AttentionTests
{
    static double[] Naive(Tensor query, Tensor key, Tensor value, Func<int, int, double> bias)
    {
        var (q, k, v) = (Given.Values(query), Given.Values(key), Given.Values(value));
        var (heads, rows, columns, e, ev) = ((int)query.shape[0], (int)query.shape[1], (int)key.shape[1], (int)query.shape[2], (int)value.shape[2]);
        var y = new double[heads * rows * ev];
        for (var h = 0; h < heads; h++)
            for (var i = 0; i < rows; i++)
            {
                var scores = Enumerable.Range(0, columns).Select(j =>
                    Math.Exp(Enumerable.Range(0, e).Sum(c => q[(h * rows + i) * e + c] * k[(h * columns + j) * e + c]) / Math.Sqrt(e) + bias(i, j))).ToArray();
                for (var c = 0; c < ev; c++)
                    y[(h * rows + i) * ev + c] = Enumerable.Range(0, columns).Sum(j => scores[j] * v[(h * columns + j) * ev + c]) / scores.Sum();
            }
        return y;
    }

    [Fact]
    public void Matches_the_definition()
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = (Given.Tensor([2, 5, 3], 1, 2), Given.Tensor([2, 5, 3], 2, 2), Given.Tensor([2, 5, 7], 3));
        Given.Close(Naive(q, k, v, (_, _) => 0), F.scaled_dot_product_attention(q, k, v));
        Given.Close(Naive(q, k, v, (i, j) => j > i ? double.NegativeInfinity : 0), F.scaled_dot_product_attention(q, k, v, is_casual: true));
        var added = Given.Tensor([5, 5], 4);
        var numbers = Given.Values(added);
        Given.Close(Naive(q, k, v, (i, j) => numbers[i * 5 + j]), F.scaled_dot_product_attention(q, k, v, added));
        var kept = added > -0.5;
        Given.Close(Naive(q, k, v, (i, j) => numbers[i * 5 + j] > -0.5 ? 0 : double.NegativeInfinity), F.scaled_dot_product_attention(q, k, v, kept));
    }

    [Fact]
    public void Gradients_first_and_second()
    {
        Tensor[] inputs() => [Given.Tensor([2, 3, 3], 1), Given.Tensor([2, 3, 3], 2), Given.Tensor([2, 3, 5], 3)];
        Gradients.Check(x => F.scaled_dot_product_attention(x[0], x[1], x[2], is_casual: true), inputs());
        Gradients.Check(x => F.scaled_dot_product_attention(x[0], x[1], x[2], x[3]), [.. inputs(), Given.Tensor([3, 3], 4)]);
        Gradients.CheckSecond(x => F.scaled_dot_product_attention(x[0], x[1], x[2], is_casual: true), inputs());
    }

    [Fact]
    public void A_mask_and_causality_together_are_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ExternalException>(() => F.scaled_dot_product_attention(ones(2, 2), ones(2, 2), ones(2, 2), ones(2, 2), is_casual: true));
    }
}
