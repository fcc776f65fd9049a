using Ttt.Generators.Tests.Passes;
using Ttt.Generators.Tests.TestKit;
using Ttt.Layers;

namespace Ttt.Generators.Tests.Execution;

/// <summary>Declarations, generated, compiled and run: the laws on cases and on inner models that stand in no source file.</summary>
public class LawTests
{
    public static TheoryData<string> Cases => new(Sources.CaseNames.Where(n => n != "ElementwiseMatrix"));

    public static TheoryData<string> KernelCases => new(Sources.CaseNames);

    public static TheoryData<int> Seeds => new(Enumerable.Range(0, 3));

    [Theory, MemberData(nameof(Cases))]
    public void Cases_obey_the_laws(string name) => Check(GeneratedLayer.Load(Sources.Case(name)), 7);

    [Theory, MemberData(nameof(Seeds))]
    public void Random_inner_models_obey_the_laws(int seed) => Check(GeneratedLayer.Load(RandomInnerModel.Source(seed, 4)), seed);

    [Theory, MemberData(nameof(KernelCases))]
    public void Kernels_compute_what_tensor_operations_compute(string name) => CheckKernels(GeneratedLayer.Load(Sources.Case(name)), 7);

    [Theory, MemberData(nameof(Seeds))]
    public void Kernels_of_random_inner_models_compute_what_tensor_operations_compute(int seed) => CheckKernels(GeneratedLayer.Load(RandomInnerModel.Source(seed, 4)), seed);

    [Theory]
    [InlineData(GradientDescent.Online)]
    [InlineData(GradientDescent.Batch)]
    public void Modes_obey_the_laws(GradientDescent mode)
        => Check(GeneratedLayer.Load(Sources.Case("TttMlp")), 3, GeneratedLayer.Options with { Mode = mode, MiniBatchSize = 4 });

    [Fact]
    public void Without_a_dual_the_layer_runs_in_primal_form()
    {
        var generated = GeneratedLayer.Load(Sources.Case("ElementwiseMatrix"));
        Assert.False(generated.Declaration.HasDual);
        using var layer = generated.Create(1);
        using var x = GeneratedLayer.Input(1, 6);
        Laws.Splits(layer, x, 1, 4, 1);
        Laws.Backward(layer, x);
    }

    /// <summary>Layers without a dual form: a matrix that enters a function, updates that are not linear and read by every token, a window at weights that shrink.</summary>
    public static TheoryData<string> Sequential => new(
        Sources.Case("ElementwiseMatrix"),
        """
        [TttLayer]
        public sealed partial class SignDescent
        {
            [InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x + Tanh(x * w);
            [Update] static Mat<D, D> Step(Mat<D, D> w, Mat<D, D> step) => w - 0.1 * Tanh(10 * step);
        }
        """,
        """
        [TttLayer]
        public sealed partial class Momentum
        {
            [InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w, [Fast] Vec<D> b) => x * Tanh(w) + b;
            [Momentum] static Scalar Theta(Vec<Model> x, [Slow] Vec<Model> r) => Sigmoid(Dot(x, r));
            [Retention] static Scalar Keep(Vec<Model> x, [Slow] Vec<Model> r) => Sigmoid(Dot(x, r) + 3);
        }
        """,
        """
        [TttLayer(Window = 3, Decay = Decay.BeforeGradient)]
        public sealed partial class Shrinking
        {
            [InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x * w;
            [Retention] static Scalar Keep(Vec<Model> x, [Slow] Vec<Model> r) => Sigmoid(Dot(x, r) + 3);
        }
        """);

    // Online, a token and its boundary are a mini-batch: the same kernels, one token at a time.
    [Theory, MemberData(nameof(Sequential))]
    public void Without_a_dual_online_descent_has_kernels(string source)
    {
        var generated = GeneratedLayer.Load(source.Contains("using", StringComparison.Ordinal) ? source : Sources.Usings + source);
        Assert.False(generated.Declaration.HasDual);
        var options = GeneratedLayer.Options with { Mode = GradientDescent.Online };
        using (var layer = generated.Create(5, options))
        {
            Assert.True(layer.Program.HasDual);
            using var x = GeneratedLayer.Input(5, 9);
            Laws.Forms(layer, x);
            Laws.Splits(layer, x, 1, 4, 4);
            Laws.Backward(layer, x);
        }
        foreach (var (size, width) in new[] { (0, GeneratedLayer.Width), (16, 32) })
        {
            using var layer = generated.Create(5, options with { Width = width }, size);
            Assert.NotNull(layer.Program.Kernels);
            using var x = GeneratedLayer.Input(5, 11, width: width);
            Laws.Kernels(layer, x);
        }
    }

    // A size of no whole vector, then one of whole vectors.
    private static void CheckKernels(GeneratedLayer generated, int seed)
    {
        foreach (var (size, width) in new[] { (0, GeneratedLayer.Width), (16, 32) })
        {
            using var layer = generated.Create(seed, GeneratedLayer.Options with { Width = width }, size);
            using var x = GeneratedLayer.Input(seed, 21, width: width);
            Laws.Kernels(layer, x);
        }
    }

    private static void Check(GeneratedLayer generated, int seed, TttLayerOptions? options = null)
    {
        Assert.True(generated.Declaration.HasDual);
        using var layer = generated.Create(seed, options);
        using var x = GeneratedLayer.Input(seed, 11);
        Laws.Forms(layer, x);
        Laws.Splits(layer, x, 1, 5, 3, 2);
        Laws.Splits(layer, x, 8, 3);
        Laws.Backward(layer, x);
    }
}
