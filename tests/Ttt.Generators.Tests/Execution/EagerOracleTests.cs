using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;
using Ttt.Generators.Tests.Passes;
using Ttt.Generators.Tests.TestKit;
using Ttt.Layers;
using static TorchSharp.torch;

namespace Ttt.Generators.Tests.Execution;

/// <summary>
/// The user's own methods, run eagerly, are the reference: with identity views the layer's output is f(x; W − τA), and
/// what a token adds to the sums A is λ∇ℓ, seen by finite differences of the eager loss.
/// </summary>
public class EagerOracleTests
{
    private const int Size = 4;

    public static TheoryData<string> Names => new(Sources.CaseNames.Where(n => n is not ("GatedMemory" or "ElementwiseMatrix")).Concat(Enumerable.Range(100, 6).Select(seed => $"Random{seed}")));

    [Theory, MemberData(nameof(Names))]
    public void Generated_code_computes_what_the_methods_say(string name)
    {
        var source = name.StartsWith("Random", StringComparison.Ordinal) ? RandomInnerModel.Source(int.Parse(name[6..]), 4) : Sources.Case(name);
        var model = Parsed.Layer(source);
        var generated = GeneratedLayer.Load(source);
        var options = new TttLayerOptions { Width = Size, Heads = 1, Rope = false, PostNorm = false, ShareQk = false, Gate = false, MiniBatchSize = 3 };
        using var layer = generated.Create(5, options);
        SetIdentityViews(layer);
        var oracle = new Oracle(Eager.Load(source), model, layer);
        using var noGrad = no_grad();
        using var x = GeneratedLayerInput(8);
        TttState? state = null;
        for (var t = 0; t < 8; t++)
        {
            var (output, next) = layer.forward(x.narrow(1, t, 1), state);
            var token = Row(x.select(1, t));
            var position = layer.Description.PositionFactor == Ttt.PositionFactor.None ? 1 : 1.0 / (t % 3 + 1);
            oracle.Check(output, token, state, next, t % 3, position);
            state = next;
        }
    }

    private static Tensor GeneratedLayerInput(int tokens)
    {
        manual_seed(77);
        return randn([1, tokens, Size], dtype: ScalarType.Float64);
    }

    private static void SetIdentityViews(TttLayer layer)
    {
        using var noGrad = no_grad();
        foreach (var (name, parameter) in layer.named_parameters())
            if (name.EndsWith("_proj.weight", StringComparison.Ordinal))
                parameter.copy_(eye(Size, dtype: ScalarType.Float64));
            else if (name.StartsWith("learnable_", StringComparison.Ordinal))
                parameter.fill_(0);
    }

    private static Matrix Row(Tensor row) => ToMatrix(row.reshape(1, -1));

    private static Matrix ToMatrix(Tensor matrix) => new((int)matrix.size(0), (int)matrix.size(1), matrix.contiguous().data<double>().ToArray());

    private sealed class Oracle(Eager eager, LayerModel model, TttLayer layer)
    {
        private readonly System.Reflection.MethodInfo _f = eager.Method(model.FullName, "InnerModelAttribute");

        public void Check(Tensor output, Matrix token, TttState? before, TttState after, int offset, double position)
        {
            var fast = model.InnerModel.Parameters.Where(p => p.Fast).ToArray();
            var anchor = fast.ToDictionary(p => p.Name, p => Weight(before, p.Name));
            var read = fast.ToDictionary(p => p.Name, p => offset == 2
                ? Weight(after, p.Name)
                : Matrix.Zip(anchor[p.Name], Weight(after, TttState.SumsOf(p.Name)), (w, a) => w - position * a));
            var expected = F(token, read);
            var actual = Row(output).Items;
            for (var i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i], actual[i], 1e-9 * Math.Max(1, Math.Abs(expected[i])));

            // Inside a mini-batch the sums show this token's gradient.
            if (offset != 1)
                return;
            var rate = layer.Description.BaseRate / Size * 0.5;
            var random = new Random(3);
            foreach (var p in fast)
            {
                var added = Matrix.Zip(Weight(after, TttState.SumsOf(p.Name)), Weight(before, TttState.SumsOf(p.Name)), (a, b) => a - b);
                var direction = added.Map(_ => random.NextDouble() - 0.5);
                var numeric = (Loss(p.Name, direction, 1e-6) - Loss(p.Name, direction, -1e-6)) / 2e-6;
                var derived = added.Items.Zip(direction.Items, (a, d) => a * d).Sum() / rate;
                Assert.Equal(numeric, derived, 1e-6 * Math.Max(1, Math.Abs(numeric)));
            }

            double Loss(string name, Matrix direction, double step)
            {
                var moved = new Dictionary<string, Matrix>(anchor) { [name] = Matrix.Zip(anchor[name], direction, (w, d) => w + step * d) };
                return LossOf(F(token, moved), token);
            }
        }

        private double[] F(Matrix token, Dictionary<string, Matrix> fast)
            => Eager.Call(_f, [token, .. model.InnerModel.Parameters.Select(p => p.Fast ? fast[p.Name] : Slow(p))]);

        private double LossOf(double[] y, Matrix v)
            => model.Loss is null
                ? 0.5 * y.Zip(v.Items, (a, b) => (a - b) * (a - b)).Sum()
                : Eager.Call(eager.Method(model.FullName, "InnerLossAttribute"), [new Matrix(1, y.Length, y), v, .. model.Loss.Parameters.Select(p => Slow(p))])[0];

        private Matrix Slow(ParameterModel slow)
        {
            var stored = layer.named_parameters().Single(p => p.name == slow.Name).parameter;
            return ToMatrix(slow.Dimensions.Count == 2 ? stored.reshape(stored.size(-2), stored.size(-1)) : stored.reshape(1, -1));
        }

        private Matrix Weight(TttState? state, string name)
        {
            var tensor = state?.Tensors[name] ?? layer.named_parameters().Single(p => p.name == name).parameter;
            return ToMatrix(tensor.reshape(tensor.size(-2), tensor.size(-1)));
        }
    }
}
