namespace Ttt.Generators.Tests.Execution.Declarations;

/// <summary>The methods of a declaration that describe its optimiser.</summary>
internal sealed class OptimiserText(Choices choices, IEnumerable<(string Name, string Type, bool Fast)> weights)
{
    readonly (string Name, string Type)[] _fast = [.. weights.Where(w => w.Fast).Select(w => (w.Name, w.Type))];

    public IEnumerable<string> Methods() => Gates().Concat(Updates());

    IEnumerable<string> Gates()
    {
        var own = _fast[choices.Seed % _fast.Length];
        var (rate, keep, move) = (("InnerRate", "Rate", "0.1 * Sigmoid({0})"), ("Retention", "Keep", "Exp(-0.3 * Softplus({0}))"), ("Momentum", "Move", "0.7 * Sigmoid({0})"));
        foreach (var (gate, general, of) in new[] { (rate, choices.Rate, choices.RateOf), (keep, choices.Retention, choices.RetentionOf), (move, choices.Momentum, choices.MomentumOf) })
        {
            if (general != GateText.None)
                yield return Gate(gate, "", general, _fast[0].Type);
            if (of != GateText.None)
                yield return Gate(gate, own.Name, of, own.Type);
        }
        if (choices.WindowWeight)
            yield return "[WindowWeight] static Scalar Weight(Vec<Model> x, Vec<D> k, [Slow] Vec<Model> r) => 0.5 + Sigmoid(Dot(x, r) + Sum(k));";
    }

    static string Gate((string Attribute, string Name, string Form) gate, string of, GateText kind, string type)
    {
        var columns = type == "Scalar" ? null : type[4..^1].Split(", ")[^1];
        if (kind == GateText.Column && columns is null)
            kind = GateText.Key;
        var (result, parameters, argument) = kind switch
        {
            GateText.Scalar => ("Scalar", ", [Slow] Vec<Model> r, [Slow] Scalar b", "Dot(x, r) + b"),
            GateText.Key => ("Scalar", ", Vec<D> k, [Slow] Vec<Model> r", "Dot(x, r) - Dot(k, k)"),
            GateText.Column => ($"Vec<{columns}>", $", [Slow] Mat<Model, {columns}> r", "x * r"),
            _ => ("Scalar", "", ""),
        };
        var body = kind == GateText.Constant ? gate.Attribute == "Retention" ? "0.9" : gate.Attribute == "Momentum" ? "0.5" : "0.05" : string.Format(System.Globalization.CultureInfo.InvariantCulture, gate.Form, argument);
        return $"[{gate.Attribute}{(of.Length > 0 ? $"(Of = \"{of}\")" : "")}] static {result} {gate.Name}{of}(Vec<Model> x{parameters}) => {body};";
    }

    IEnumerable<string> Updates()
    {
        const string Generic = "[Update] static Mat<R, C> Step<R, C>(Mat<R, C> w, Mat<R, C> s{0}) where R : IDim where C : IDim => {1};";
        string Form(string parameters, string body) => string.Format(System.Globalization.CultureInfo.InvariantCulture, Generic, parameters, body);
        var hasMatrix = _fast.Any(w => w.Type.StartsWith("Mat", StringComparison.Ordinal));
        if (choices.Update is UpdateKind.OneWeight || choices.Update != UpdateKind.None && !hasMatrix)
        {
            var (name, type) = _fast[choices.Seed % _fast.Length];
            yield return $"[Update(Of = \"{name}\")] static {type} Step{name}({type} w, {type} s, {type} w0) => Tanh(w - s) + 0.1 * w0;";
        }
        else if (choices.Update != UpdateKind.None)
            yield return choices.Update switch
            {
                UpdateKind.Clip => Form("", "w - s / (1 + FrobeniusNorm(s, 0.01))"),
                UpdateKind.Initial => Form(", Mat<R, C> w0", "0.9 * (w - s) + 0.1 * w0"),
                UpdateKind.Normalise => Form(", Mat<R, C> w0", "ScaleColumns(w - s, ColumnNorms(w0, 0.01) / ColumnNorms(w - s, 0.01))"),
                UpdateKind.NewtonSchulz => Form("", "w - 0.1 * NewtonSchulz(s)"),
                _ => Form(", [Slow(Init = Init.One)] Scalar keep", "Tanh(keep * w - s)"),
            };
        if (choices.Ridge)
            yield return $"[Ridge] static Vec<D> Penalty([Slow] Vec<D> l) => 0.5 + Softplus(l);";
    }
}
