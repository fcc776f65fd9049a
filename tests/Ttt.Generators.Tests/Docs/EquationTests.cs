using System.Text.RegularExpressions;
using Ttt.Generators.Ir;
using Ttt.Generators.Tests.Execution;
using Ttt.Generators.Tests.TestKit;
using Ttt.Layers;
using static TorchSharp.torch;

namespace Ttt.Generators.Tests.Docs;

/// <summary>
/// The update as docs/language.md states it, written down once more in plain numbers: the page's example of gates (a rate by column, retention, momentum of one weight)
/// under every setting, its gradients by finite differences of its own methods.
/// </summary>
public class EquationTests
{
    const int Size = 2;
    const int Tokens = 8;
    const int MiniBatch = 3;

    sealed record Fast(string Name, int Rate, bool HasMomentum, int Rows)
    {
        public double[] Anchor = [], Sum = [], Buffer = [], Now = [], LastStep = [];
    }

    [Theory]
    [InlineData("")]
    [InlineData("Mode = GradientDescent.Online")]
    [InlineData("Mode = GradientDescent.Batch")]
    [InlineData("Decay = Decay.BeforeGradient")]
    [InlineData("MomentumPer = MomentumPer.MiniBatch")]
    [InlineData("ReadOut = ReadOut.ApplyThenUpdate")]
    [InlineData("ReadOut = ReadOut.ChunkEnd, MomentumPer = MomentumPer.MiniBatch")]
    [InlineData("Window = 3")]
    [InlineData("PositionFactor = PositionFactor.Standard")]
    [InlineData("Window = 2, Decay = Decay.BeforeGradient, Mode = GradientDescent.Online")]
    public void AreWhatLayersCompute(string settings)
    {
        var source = DocsPage.Read("language.md").Examples().SelectMany(e => e.Files).Single(f => f.Contains("class Gated\n", StringComparison.Ordinal));
        source = Regex.Replace(source, @"\[TttLayer\(.*?\)\]", $"[TttLayer({string.Join(", ", new[] { $"MiniBatchSize = {MiniBatch}", settings }.Where(s => s.Length > 0))})]");
        using var layer = GeneratedLayer.Load(source).Create(3, new TttLayerOptions { Width = Size, Heads = 1 });
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var all = layer.Activations(GeneratedLayer.Input(4, Tokens, 1).narrow(2, 0, Size));
        var expected = new Model(layer, all, Eager.Load(source).Method("Gated", "InnerModelAttribute")).Run();
        for (var t = 0; t < Tokens; t++)
            for (var c = 0; c < Size; c++)
                Assert.Equal(expected[t][c], all.InnerOutput[0, t, c].item<double>(), 1e-6);
    }

    /// <summary>One head, token by token.</summary>
    sealed class Model
    {
        readonly LayerSettings _settings;
        readonly LayerDeclaration _declaration;
        readonly TttActivations _all;
        readonly System.Reflection.MethodInfo _f;
        readonly Fast[] _fast;
        double _beta = 1, _gates, _count;

        public Model(TttLayer layer, TttActivations all, System.Reflection.MethodInfo f)
        {
            (_settings, _declaration, _all, _f) = (layer.Settings, layer.Description, all, f);
            _fast = [new("w", 0, false, Size), new("u", 1, true, Size), new("b", 0, false, 1)];
            foreach (var weight in _fast)
            {
                weight.Anchor = Numbers(layer.get_parameter(weight.Name)!);
                (weight.Sum, weight.Buffer, weight.Now) = (new double[weight.Anchor.Length], new double[weight.Anchor.Length], weight.Anchor);
            }
        }

        public double[][] Run()
        {
            var outputs = new double[Tokens][];
            var period = _settings.Period ?? Tokens + 1;
            for (var (t, start) = (0, 0); t < Tokens; t++)
            {
                var anchors = _fast.Select(w => w.Anchor).ToArray();
                Step(t);
                outputs[t] = F(_all.Query, t, _settings.ReadOut == ReadOut.ApplyThenUpdate ? anchors : [.. _fast.Select(w => w.Now)]);
                if ((t + 1) % period != 0 && t < Tokens - 1)
                    continue;
                if (_settings.ReadOut == ReadOut.ChunkEnd)
                    for (var i = start; i <= t; i++) outputs[i] = F(_all.Query, i, [.. _fast.Select(w => w.Now)]);
                start = t + 1;
                Boundary();
            }
            return outputs;
        }

        void Step(int t)
        {
            var (gamma, m, tau) = (Gate(2, t), Gate(3, t), _all.Position[t].item<double>());
            (_beta, _gates, _count) = (_beta * gamma, _gates + m, _count + 1);
            var factor = _declaration.Decay == Decay.BeforeGradient ? _beta : 1;
            double[][] at = [.. _fast.Select(w => Map(w.Anchor, x => factor * x))];
            var gradients = Gradients(t, at);
            var once = _declaration.MomentumPer == MomentumPer.MiniBatch;
            foreach (var (weight, gradient) in _fast.Zip(gradients))
            {
                var own = gradient.Select((g, i) => g * _all.Gates[weight.Rate][0, 0, t, weight.Rate == 1 ? i % Size : 0].item<double>()).ToArray();
                if (weight.HasMomentum && !once)
                    own = weight.Buffer = [.. weight.Buffer.Zip(own, (s, g) => m * s + g)];
                weight.Sum = [.. weight.Sum.Zip(own, (a, g) => gamma * a + g)];
                weight.LastStep = [.. weight.Sum.Select((a, i) => tau * a + (weight.HasMomentum && once ? _gates / _count * weight.Buffer[i] : 0))];
                weight.Now = [.. weight.Anchor.Zip(weight.LastStep, (x, s) => _beta * x - s)];
            }
        }

        void Boundary()
        {
            foreach (var weight in _fast)
            {
                (weight.Anchor, weight.Sum) = (weight.Now, new double[weight.Sum.Length]);
                if (weight.HasMomentum && _declaration.MomentumPer == MomentumPer.MiniBatch) weight.Buffer = weight.LastStep;
            }
            (_beta, _gates, _count) = (1, 0, 0);
        }

        double[][] Gradients(int t, double[][] at)
        {
            const double h = 1e-5;
            return [.. at.Select((weight, p) => weight.Select((_, i) => (Loss(t, Moved(p, i, h)) - Loss(t, Moved(p, i, -h))) / (2 * h)).ToArray())];

            double[][] Moved(int p, int i, double by) => [.. at.Select((w, q) => q == p ? [.. w.Select((x, k) => k == i ? x + by : x)] : w)];
        }

        double Loss(int t, double[][] weights)
            => Enumerable.Range(Math.Max(0, t - _settings.Window + 1), Math.Min(_settings.Window, t + 1))
                .Sum(j => F(_all.Key, j, weights).Select((y, c) => 0.5 * Math.Pow(y - _all.Value[0, 0, j, c].item<double>(), 2)).Sum());

        double[] F(Tensor view, int t, double[][] weights)
            => Eager.Call(_f, [new Matrix(1, Size, Numbers(view[0, 0, t])), .. _fast.Zip(weights, (w, values) => new Matrix(w.Rows, Size, values))]);

        double Gate(int gate, int t) => _all.Gates[gate][0, 0, t, 0].item<double>();

        static double[] Map(double[] x, Func<double, double> f) => [.. x.Select(f)];

        static double[] Numbers(Tensor tensor) => tensor.contiguous().data<double>().ToArray();
    }
}
