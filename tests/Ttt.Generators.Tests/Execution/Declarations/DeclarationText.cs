namespace Ttt.Generators.Tests.Execution.Declarations;

/// <summary>The C# source of a declaration.</summary>
internal sealed class DeclarationText
{
    static readonly string[] Activations = ["Tanh", "Silu", "Sigmoid", "Gelu", "Softplus", "GeluErf", "Softmax"];

    readonly Choices _choices;
    readonly List<string> _lines = [];
    readonly List<(string Name, string Type, bool Fast)> _weights = [];
    readonly string _result;
    int _activation;

    public DeclarationText(Choices choices)
    {
        (_choices, _activation) = (choices, choices.Seed);
        var value = "x";
        foreach (var stage in choices.Stages)
            value = Next(stage, value);
        if (choices.OtherOutput || FastCount == 0)
            value = Local($"{value} * {Weight(choices.OtherOutput ? "Mat<D, Rank>" : "Mat<D, D>")}");
        _result = choices.Residual ? $"x + {value}" : value;
    }

    public int FastCount => _weights.Count(w => w.Fast);

    public static string NameOf(Choices choices) => "Random" + choices.Seed;

    public static string Of(Choices choices) => new DeclarationText(choices).Text();

    string Text() => $$"""
        using Ttt;
        using static Ttt.Fn;

        namespace My
        {
            [TttLayer({{string.Join(", ", Settings())}})]
            public sealed partial class {{NameOf(_choices)}}
            {
                [InnerModel]
                static {{Output}} F(Vec<D> x, {{Previous}}{{Weights("Fast", "Slow")}})
                {
                    {{string.Join("\n            ", _lines)}}
                    return {{_result}};
                }
                {{string.Join("\n        ", new OptimiserText(_choices, _weights).Methods().Concat(Methods()))}}
            }
        }
        """;

    string Output => _choices.OtherOutput ? "Vec<Rank>" : "Vec<D>";

    string Previous => _choices.Stages.Contains(Stage.Previous) ? "[Previous(1)] Vec<D> p1, [Previous(3)] Vec<D> p3, " : "";

    // Named, so that a loss of fast weights is tied to the same slow ones.
    string Weights(string fast, string slow) => string.Join(", ", _weights.Select((w, i) => w.Fast
        ? $"[{(fast == "Fast" && i == 0 && _choices.Unlearned ? "Fast(Learned = false, Init = Init.One)" : fast == "Fast" ? "Fast(Init = Init.Normal)" : "Fast")}] {w.Type} {w.Name}"
        : $"[{slow}(Name = \"{w.Name}\", Init = Init.{(w.Type.StartsWith("Mat", StringComparison.Ordinal) ? "Normal" : "One")})] {w.Type} {w.Name}"));

    IEnumerable<string> Settings()
    {
        var plain = new Choices(0);
        yield return $"Mode = GradientDescent.{_choices.Mode}";
        yield return $"MiniBatchSize = {_choices.MiniBatchSize}";
        yield return $"PostNorm = {Text(_choices.PostNorm)}";
        yield return $"Rope = {Text(_choices.Rope)}";
        if (_choices.RopeThroughout) yield return "RopeModulo = false";
        if (_choices.PositionFactor is { } factor) yield return $"PositionFactor = PositionFactor.{factor}";
        foreach (var (name, on) in new[] { ("ShareQk", _choices.ShareQk), ("Bias", _choices.Bias), ("Gate", _choices.Gate), ("HeadNorm", _choices.HeadNorm), ("TanhGate", _choices.TanhGate) })
            if (on) yield return name + " = true";
        foreach (var (name, views) in new[] { ("Convolve", _choices.Convolve), ("Silu", _choices.Silu), ("L2Norm", _choices.L2Norm) })
            if (views != Views.None) yield return $"{name} = (Views){(int)views}";
        if (_choices.ReadOut != plain.ReadOut) yield return $"ReadOut = ReadOut.{_choices.ReadOut}";
        if (_choices.Decay != plain.Decay) yield return $"Decay = Decay.{_choices.Decay}";
        if (_choices.MomentumPer != plain.MomentumPer) yield return $"MomentumPer = MomentumPer.{_choices.MomentumPer}";
        if (_choices.Window != plain.Window) yield return $"Window = {_choices.Window}";
        if (_choices.Ridge) yield return "Solver = InnerSolver.Ridge";
    }

    IEnumerable<string> Methods()
    {
        var v = Output;
        var view = _choices.Features == FeatureKind.Expand ? "Rank" : "D";
        if (_choices.Declared.HasFlag(Views.Query)) yield return $"[View(Role.Query)] static Vec<{view}> Query(Vec<Model> x, [Slow] Mat<Model, {view}> q) => L2Norm(Silu(x * q));";
        if (_choices.Declared.HasFlag(Views.Key)) yield return $"[View(Role.Key)] static Vec<{view}> Key(Vec<Model> x, [Slow] Mat<Model, {view}> k, [Slow] Vec<{view}> b) => Tanh(x * k + b);";
        if (_choices.Declared.HasFlag(Views.Value)) yield return $"[View(Role.Value)] static {v} Value(Vec<Model> x, [Slow] Mat<Model, {v[4..^1]}> v) => x * v;";
        if (_choices.Target) yield return $"[InnerTarget] static {v} Target({v} v, Vec<D> k) => v - 0.5 * k;";
        if (_choices.Features == FeatureKind.Same) yield return "[FeatureMap] static Vec<D> Features(Vec<D> x) => Softplus(x);";
        if (_choices.Features == FeatureKind.Expand) yield return "[FeatureMap] static Vec<D> Features(Vec<Rank> x, [Slow] Mat<Rank, D> p) => Tanh(x * p);";
        if (LossBody is { } loss) yield return $"[InnerLoss] static Scalar Loss({v} y, {v} v{(_choices.Loss == LossKind.Weighted ? $", [Slow(Init = Init.One)] {v} weight" : "")}) => {loss};";
        if (_choices.Loss == LossKind.OfFast)
        {
            var call = $"F(k, {(Previous.Length > 0 ? "p1, p3, " : "")}{string.Join(", ", _weights.Select(w => w.Name))})";
            yield return $"[InnerLoss] static Scalar Loss(Vec<D> k, {Previous}{v} v, {Weights("", "Slow")}) => 0.5 * Sum(Square({call} - v)) + 0.1 * Sum(Sqrt(Square({call}) + 1.0));";
        }
    }

    string? LossBody => _choices.Loss switch
    {
        LossKind.Squared => "0.5 * Sum(Square(y - v))",
        LossKind.Dot => "-Dot(y, v)",
        LossKind.Mean => "Mean(Square(y - v))",
        LossKind.Huber => "Sum(Huber(y - v, 0.4))",
        LossKind.Power => "Sum(Pow(Square(y - v) + 0.1, 0.75))",
        LossKind.Weighted => "0.3 * Sum(weight * Square(y - v)) + Square(Mean(y) - Mean(v))",
        _ => null,
    };

    string Next(Stage stage, string value) => Local(stage switch
    {
        Stage.Linear => $"{value} * {Weight("Mat<D, D>")}",
        Stage.Affine => $"{value} * {Weight("Mat<D, D>")} + {Weight("Vec<D>")}",
        Stage.Mlp => $"{Activate($"{value} * {Weight("Mat<D, Hidden>")} + {Weight("Vec<Hidden>")}")} * {Weight("Mat<Hidden, D>")}",
        Stage.Gated => $"(Silu({value} * {Weight("Mat<D, Hidden>")}) * ({value} * {Weight("Mat<D, Hidden>")})) * {Weight("Mat<Hidden, D>")}",
        Stage.Tied => Tied(value, Weight("Mat<D, Hidden>")),
        Stage.Repeat => Repeated(value),
        Stage.Vector => $"{value} * Sigmoid({Weight("Vec<D>")})",
        Stage.Scalar => $"{value} + {Weight("Scalar")} * {Activate(value)}",
        Stage.Elementwise => $"{value} * Tanh({Weight("Mat<D, D>")})",
        Stage.LayerNorm => $"LayerNorm({value}, {Slow("Vec<D>")}, {Slow("Vec<D>")}, 0.01)",
        Stage.RmsNorm => $"RmsNorm({value}, {Slow("Vec<D>")}, 0.01)",
        Stage.Mean => $"{value} + Mean({value})",
        Stage.RowSum => $"0.3 * Sum(Tanh({value})) * {value}",
        Stage.Slow => $"{value} * {Slow("Mat<D, D>")}",
        Stage.Previous => $"{value} + {Weight("Vec<D>")} * p1 + p3 * {Weight("Mat<D, D>")}",
        _ => Activate(value),
    });

    string Tied(string value, string weight) => $"{Activate($"{value} * {weight}")} * {weight}.T";

    string Repeated(string value) => _weights.Where(w => w.Type == "Mat<D, D>" && w.Fast).Select(w => w.Name).FirstOrDefault() is { } known
        ? $"Tanh({value}) * {known}"
        : Weight("Mat<D, D>") is var own ? $"Tanh({value} * {own}) * {own}" : "";

    string Activate(string value) => $"{Activations[_activation++ % Activations.Length]}({value})";

    string Local(string expression)
    {
        _lines.Add($"var v{_lines.Count} = {expression};");
        return $"v{_lines.Count - 1}";
    }

    string Weight(string type) => Add("w", type, true);

    string Slow(string type) => Add("s", type, false);

    string Add(string prefix, string type, bool fast)
    {
        _weights.Add(($"{prefix}{_weights.Count}", type, fast));
        return _weights[^1].Name;
    }

    static string Text(bool value) => value ? "true" : "false";
}
