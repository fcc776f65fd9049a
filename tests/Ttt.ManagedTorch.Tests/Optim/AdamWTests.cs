using TorchSharp.Modules;
using static TorchSharp.torch;
using Given = Ttt.ManagedTorch.Tests.Functional.Given;

namespace Ttt.ManagedTorch.Tests.Optim;

public class AdamWTests
{
    sealed record Setting(double Rate, double Beta1, double Beta2, double Epsilon, double Decay, bool Amsgrad, bool Maximize);

    // One element, in double, in the order TorchSharp updates.
    static double[] Reference(double[] start, double[][] gradients, Setting s)
    {
        var (p, m, v, max) = ((double[])start.Clone(), new double[start.Length], new double[start.Length], new double[start.Length]);
        for (var t = 1; t <= gradients.Length; t++)
            for (var i = 0; i < p.Length; i++)
            {
                var g = s.Maximize ? -gradients[t - 1][i] : gradients[t - 1][i];
                p[i] *= 1 - s.Rate * s.Decay;
                m[i] = s.Beta1 * m[i] + (1 - s.Beta1) * g;
                v[i] = s.Beta2 * v[i] + (1 - s.Beta2) * g * g;
                max[i] = Math.Max(max[i], v[i]);
                var denominator = Math.Sqrt(s.Amsgrad ? max[i] : v[i]) / Math.Sqrt(1 - Math.Pow(s.Beta2, t)) + s.Epsilon;
                p[i] -= s.Rate / (1 - Math.Pow(s.Beta1, t)) * m[i] / denominator;
            }
        return p;
    }

    public static TheoryData<double, bool, bool> Options() => new()
    {
        { 0, false, false }, { 0.1, false, false }, { 0.1, true, false }, { 0, false, true }, { 0.1, true, true },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public void Follows_the_scalar_definition(double decay, bool amsgrad, bool maximize)
    {
        using var scope = NewDisposeScope();
        var setting = new Setting(0.01, 0.9, 0.95, 1e-6, decay, amsgrad, maximize);
        const int Size = 37;
        var start = Given.Numbers(Size, 1);
        var gradients = Enumerable.Range(0, 5).Select(t => Given.Numbers(Size, 10 + t, 5 - t)).ToArray();
        foreach (var (type, tolerance) in new[] { (ScalarType.Float64, 1e-12), (ScalarType.Float32, 2e-6) })
        {
            var parameter = new Parameter(tensor(start, dtype: type));
            using var optimizer = optim.AdamW([parameter], 0.01, 0.9, 0.95, 1e-6, decay, amsgrad, maximize);
            foreach (var gradient in gradients)
            {
                parameter.grad = tensor(gradient, dtype: type);
                Assert.Null(optimizer.step());
            }
            Given.Close(Reference(start, gradients, setting), parameter, tolerance);
        }
    }

    [Fact]
    public void Groups_have_their_own_options_and_defaults_fill_in()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (new Parameter(ones(3)), new Parameter(ones(3)));
        using var optimizer = optim.AdamW(
        [
            new AdamW.ParamGroup { Parameters = [a], Options = new AdamW.Options { weight_decay = 0.5 } },
            new AdamW.ParamGroup([b], lr: 0.2, weight_decay: 0),
        ], lr: 0.1, weight_decay: 0.3);
        Assert.Equal([0.1, 0.2], optimizer.ParamGroups.Select(group => group.LearningRate));
        Assert.Equal((0.9, 0.999), optimizer.Betas);
        a.grad = zeros(3);
        b.grad = zeros(3);
        optimizer.step();
        Given.Close(Enumerable.Repeat(1 - 0.1 * 0.5, 3).ToArray(), a, 1e-6);
        Given.Close([1, 1, 1], b, 0);
        Assert.Equal(2, optimizer.parameters().Count());
    }

    [Fact]
    public void Weight_decay_is_zero_by_default_and_parameters_without_gradient_stay()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (new Parameter(ones(3)), new Parameter(ones(3)));
        using var optimizer = optim.AdamW([("a", a), ("b", b)]);
        a.grad = zeros(3);
        optimizer.step();
        Given.Close([1, 1, 1], a, 0);
        Given.Close([1, 1, 1], b, 0);
        a.grad!.fill_(2);
        optimizer.zero_grad();
        Given.Close([0, 0, 0], a.grad!);
        Assert.Null(b.grad);
    }

    [Fact]
    public void A_closure_is_run_with_gradients_on()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(ones(2));
        using var optimizer = optim.AdamW([parameter], 0.5);
        using var frozen = no_grad();
        var loss = optimizer.step(() =>
        {
            var value = (parameter * parameter).sum();
            value.backward();
            return value;
        });
        Assert.Equal(2, loss.item<float>());
        Given.Close([0.5, 0.5], parameter, 1e-6);
    }

    [Fact]
    public void The_step_is_noticed_by_saved_tensors()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(ones(2));
        using var optimizer = optim.AdamW([parameter]);
        parameter.grad = ones(2);
        var loss = (parameter * parameter).sum();
        optimizer.step();
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => loss.backward());
    }

    [Fact]
    public void Bad_options_are_refused()
    {
        using var parameter = new Parameter(ones(2));
        Assert.Throws<ArgumentException>(() => optim.AdamW([parameter], lr: -1));
        Assert.Throws<ArgumentException>(() => optim.AdamW([parameter], beta1: 1));
        Assert.Throws<ArgumentException>(() => optim.AdamW([parameter], beta2: -0.1));
        Assert.Throws<ArgumentException>(() => optim.AdamW([parameter], eps: -1));
        Assert.Throws<ArgumentException>(() => optim.SGD([parameter], 0.1, nesterov: true));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_same_bits_at_any_number_of_threads(int threads)
    {
        using var scope = NewDisposeScope();
        var before = get_num_threads();
        try
        {
            set_num_threads(threads);
            var parameter = new Parameter(Given.Tensor([100003], 1, type: ScalarType.Float32));
            using var optimizer = optim.AdamW([parameter], weight_decay: 0.1);
            parameter.grad = Given.Tensor([100003], 2, type: ScalarType.Float32);
            var norm = nn.utils.clip_grad_norm_([parameter], 0.5);
            optimizer.step();
            var hash = new HashCode();
            hash.AddBytes(parameter.bytes);
            Assert.Equal(Reference1.Value, (norm, hash.ToHashCode()));
        }
        finally
        {
            set_num_threads(before);
        }
    }

    static readonly Lazy<(double, int)> Reference1 = new(() =>
    {
        using var scope = NewDisposeScope();
        var before = get_num_threads();
        set_num_threads(1);
        var parameter = new Parameter(Given.Tensor([100003], 1, type: ScalarType.Float32));
        using var optimizer = optim.AdamW([parameter], weight_decay: 0.1);
        parameter.grad = Given.Tensor([100003], 2, type: ScalarType.Float32);
        var norm = nn.utils.clip_grad_norm_([parameter], 0.5);
        optimizer.step();
        var hash = new HashCode();
        hash.AddBytes(parameter.bytes);
        set_num_threads(before);
        return (norm, hash.ToHashCode());
    });
}
