using Ttt.Layers;

namespace Ttt.Models.Tests.Mixers;

/// <summary>The theorems of arXiv:2407.04620, section 2.6: what a layer does with its tokens is learning at test time, whatever it is called.</summary>
public sealed class TheoremTests
{
    const int Batch = 2, Tokens = 13, Size = 5;

    /// <summary>
    /// Theorem 1: f(x) = xW, ℓ = ½‖kW − v‖², W₀ = 0, batch gradient descent at rate 1 (‖kW − v‖² at rate ½) is linear attention, z_t = Σ_{s≤t} (k_s·q_t) v_s.
    /// </summary>
    [Theory]
    [InlineData(Tokens)]
    [InlineData(4, 1, 8)]
    public void Batch_descent_of_a_linear_model_is_linear_attention(params int[] calls)
    {
        using var scope = torch.NewDisposeScope();
        using var learner = new LayerCatalogue()["deltanet"].Create(new() { Width = Size, Heads = 1, Mode = GradientDescent.Batch, PositionFactor = PositionFactor.None });
        learner.to(torch.ScalarType.Float64);
        var (q, k, v) = (View(1), View(2), View(3));
        Tensor attention(long t) => Enumerable.Range(0, (int)t + 1).Select(s => (k.select(2, s) * q.select(2, t)).sum(-1, keepdim: true) * v.select(2, s)).Aggregate((a, b) => a + b);
        var expected = torch.stack([.. Enumerable.Range(0, Tokens).Select(t => attention(t))], 2);
        TttState? state = null;
        var answers = new List<Tensor>();
        var start = 0L;
        foreach (var count in calls)
        {
            Tensor part(Tensor x) => x.narrow(2, start, count);
            var rate = torch.ones(Batch, 1, count, 1, torch.ScalarType.Float64);
            (var z, state) = learner.InnerLoop(new(part(q), part(k), part(v), [rate], torch.ones(count, torch.ScalarType.Float64), null, [], []), state);
            answers.Add(z);
            start += count;
        }
        TensorAssert.Close(expected, torch.cat(answers, 1).unsqueeze(1), 1e-12);
        state!.Dispose();
    }

    /// <summary>
    /// Theorem 2: the learner that keeps every token it was trained on and predicts their average, weighted by the kernel exp(θ_K x_s · θ_Q x) (Nadaraya-Watson
    /// regression), is softmax attention.
    /// </summary>
    [Theory]
    [InlineData(null)]
    [InlineData(4)]
    public void Kernel_regression_on_the_past_is_softmax_attention(int? window)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var layer = MixerLaws.Randomised(new CausalAttention(new() { Width = Size, Heads = 1, RopeBase = null, Window = window }));
        var weights = layer.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        var x_TC = TensorAssert.Random(4, Tokens, Size);
        var learner = new NadarayaWatson(weights["k_proj.weight"], weights["q_proj.weight"], weights["v_proj.weight"], window);
        var answers = new List<Tensor>();
        for (var t = 0L; t < Tokens; t++)
        {
            learner.Train(x_TC[t]);
            answers.Add(learner.Predict(x_TC[t]));
        }
        TensorAssert.Close(torch.stack([.. answers], 0).matmul(weights["o_proj.weight"].t()), layer.call(x_TC.unsqueeze(0)).squeeze(0), 1e-12);
    }

    static Tensor View(long seed) => TensorAssert.Random(seed, Batch, 1, Tokens, Size);

    /// <summary>Training appends a token to a list; the scale 1/√D is the kernel's bandwidth.</summary>
    sealed class NadarayaWatson(Tensor key, Tensor query, Tensor value, int? window)
    {
        readonly List<Tensor> seen = [];

        public void Train(Tensor x) => seen.Add(x);

        public Tensor Predict(Tensor x)
        {
            var near = seen.TakeLast(window ?? seen.Count).ToArray();
            double[] kernel = [.. near.Select(s => Math.Exp(key.matmul(s).dot(query.matmul(x)).item<double>() / Math.Sqrt(Size)))];
            return near.Zip(kernel, (s, weight) => value.matmul(s) * (weight / kernel.Sum())).Aggregate((a, b) => a + b);
        }
    }
}
