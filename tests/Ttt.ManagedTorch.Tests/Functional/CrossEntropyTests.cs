using System.Runtime.InteropServices;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace Ttt.ManagedTorch.Tests.Functional;

public class CrossEntropyTests
{
    static (double[] Rows, double Divisor) Naive(double[] x, long[] target, double[]? weight, int classes, long ignore, double smoothing)
    {
        var rows = new double[target.Length];
        var divisor = 0.0;
        for (var r = 0; r < target.Length; r++)
        {
            if (target[r] == ignore)
                continue;
            var row = x[(r * classes)..((r + 1) * classes)];
            var logSum = Math.Log(row.Sum(Math.Exp));
            double Weight(long c) => weight?[c] ?? 1;
            rows[r] = (1 - smoothing) * Weight(target[r]) * (logSum - row[target[r]])
                + smoothing / classes * Enumerable.Range(0, classes).Sum(c => Weight(c) * (logSum - row[c]));
            divisor += Weight(target[r]);
        }
        return (rows, divisor);
    }

    public static TheoryData<bool, double, long> Options() => new()
    {
        { false, 0, -100 }, { true, 0, -100 }, { false, 0.1, -100 }, { true, 0.3, -100 }, { false, 0, 2 }, { true, 0.2, 2 }, { false, 1, 0 },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public void Matches_the_definition(bool weighted, double smoothing, long ignore)
    {
        using var scope = NewDisposeScope();
        var x = Given.Tensor([6, 5], 1, 4);
        long[] classes = [0, 2, 4, 1, 2, 3];
        var weight = weighted ? Given.Tensor([5], 2) + 1.5 : null;
        var (rows, divisor) = Naive(Given.Values(x), classes, weight is null ? null : Given.Values(weight), 5, ignore, smoothing);
        var target = tensor(classes);
        Given.Close(rows, F.cross_entropy(x, target, weight, ignore, Reduction.None, smoothing));
        Given.Close([rows.Sum()], F.cross_entropy(x, target, weight, ignore, Reduction.Sum, smoothing));
        Given.Close([rows.Sum() / divisor], F.cross_entropy(x, target, weight, ignore, Reduction.Mean, smoothing));
        Given.Close([rows.Sum() / divisor], F.cross_entropy(x.to_type(ScalarType.Float32), target, weight?.to_type(ScalarType.Float32), ignore, Reduction.Mean, smoothing), 2e-6);
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Gradients_first_and_second(bool weighted, double smoothing, long ignore)
    {
        var target = tensor(new long[] { 0, 2, 4, 1 });
        var weight = weighted ? Given.Tensor([5], 2) + 1.5 : null;
        foreach (var reduction in Enum.GetValues<Reduction>())
        {
            Gradients.Check(x => F.cross_entropy(x[0], target, weight, ignore, reduction, smoothing), Given.Tensor([4, 5], 1, 2));
            Gradients.CheckSecond(x => F.cross_entropy(x[0], target, weight, ignore, reduction, smoothing), Given.Tensor([4, 5], 1, 2));
        }
    }

    [Fact]
    public void Takes_one_row_and_more_dimensions()
    {
        using var scope = NewDisposeScope();
        var x = Given.Tensor([2, 5, 3], 1);
        var target = tensor(new long[] { 0, 1, 2, 3, 4, 0 }, [2, 3]);
        var flat = F.cross_entropy(x.permute(0, 2, 1).reshape(6, 5), target.reshape(6), reduction: Reduction.None);
        Given.Close(flat.reshape(2, 3), F.cross_entropy(x, target, reduction: Reduction.None));
        Given.Close(flat.select(0, 0), F.cross_entropy(x.select(0, 0).select(1, 0), tensor(0L)));
        Gradients.Check(y => F.cross_entropy(y[0], target), Given.Tensor([2, 5, 3], 1));
    }

    [Fact]
    public void Takes_probabilities()
    {
        using var scope = NewDisposeScope();
        var x = Given.Tensor([4, 5], 1);
        long[] classes = [0, 2, 4, 1];
        var weight = Given.Tensor([5], 2) + 1.5;
        var exact = F.one_hot(tensor(classes), 5).to_type(ScalarType.Float64);
        foreach (var reduction in new[] { Reduction.None, Reduction.Sum })
            Given.Close(F.cross_entropy(x, tensor(classes), weight, reduction: reduction, label_smoothing: 0.2), F.cross_entropy(x, exact, weight, reduction: reduction, label_smoothing: 0.2), 1e-9);
        Given.Close(F.cross_entropy(x, tensor(classes)), F.cross_entropy(x, exact));
        Gradients.Check(y => F.cross_entropy(y[0], y[1].softmax(1), label_smoothing: 0.1), Given.Tensor([3, 4], 1), Given.Tensor([3, 4], 2));
    }

    [Fact]
    public void Large_logits_do_not_overflow()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1000, 0, -1000, 1000 }, [2, 2]).requires_grad_();
        var loss = F.cross_entropy(x, tensor(new long[] { 0, 0 }));
        loss.backward();
        Given.Close([1000], loss);
        Given.Close([0, 0, -0.5, 0.5], x.grad!);
    }

    [Fact]
    public void Bad_targets_are_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("Target 5 is out of bounds", Assert.Throws<ExternalException>(() => F.cross_entropy(ones(2, 5), tensor(new long[] { 0, 5 }))).Message);
        Assert.Contains("Target -1 is out of bounds", Assert.Throws<ExternalException>(() => F.cross_entropy(ones(2, 5), tensor(new long[] { 0, -1 }))).Message);
        Assert.Throws<ExternalException>(() => F.cross_entropy(ones(2, 5), tensor(new long[] { 0 })));
        Assert.Throws<ExternalException>(() => F.cross_entropy(ones(2, 5), tensor(new[] { 0, 1 })));
        Assert.Throws<ExternalException>(() => F.cross_entropy(ones(2, 5), tensor(new long[] { 0, 1 }), ones(4)));
        Assert.Throws<ExternalException>(() => F.cross_entropy(ones(2, 5), tensor(new long[] { 0, 1 }), label_smoothing: 1.5));
    }

    [Fact]
    public void Mean_squared_error()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (Given.Tensor([3, 5], 1), Given.Tensor([3, 5], 2));
        var squares = Given.Values(x).Zip(Given.Values(y), (a, b) => (a - b) * (a - b)).ToArray();
        Given.Close(squares, F.mse_loss(x, y, Reduction.None));
        Given.Close([squares.Sum()], F.mse_loss(x, y, Reduction.Sum));
        Given.Close([squares.Average()], F.mse_loss(x, y));
        Gradients.Check(v => F.mse_loss(v[0], v[1]), Given.Tensor([3, 5], 1), Given.Tensor([3, 5], 2));
    }
}
