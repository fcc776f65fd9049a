using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;
using Ttt.Generators.Passes;
using Ttt.Layers;
using Weights = System.Collections.Generic.Dictionary<string, Ttt.Generators.Ir.Matrix>;

namespace Ttt.Generators.Tests.Execution.Declarations;

/// <summary>What one sequence brings to one head: rows of x, q, k, v, the standard rate, τ.</summary>
internal sealed record InnerTokens(Matrix[] X, Matrix[] Query, Matrix[] Key, Matrix[] Value, double[] StandardRate, double[] Position)
{
    public int Count => X.Length;
}

/// <summary>
/// The definition of the inner loop, written down once more and plainly: the user's own methods, gradients by finite differences, one token after the other.
/// </summary>
internal sealed class InnerLoop(EagerMethods methods, InnerTokens tokens, TttLayer layer)
{
    readonly LayerModel _model = methods.Model;
    readonly string[] _names = [.. methods.Model.FastParameters().Select(p => p.Name)];

    /// <summary>The inner model's answer for every token.</summary>
    public Matrix[] Outputs() => _model.Policy.Solver == "Ridge" ? [.. Enumerable.Range(0, tokens.Count).Select(t => Answer(t, new Minimum(this, t).Weights))] : Descend();

    Matrix[] Descend()
    {
        var outputs = new Matrix[tokens.Count];
        var anchor = _names.ToDictionary(n => n, methods.Parameter);
        var (sums, buffers) = (_names.ToDictionary(n => n, n => Zero(anchor[n])), _names.ToDictionary(n => n, n => Zero(anchor[n])));
        var (kept, gates, first) = (_names.ToDictionary(n => n, _ => 1.0), _names.ToDictionary(n => n, _ => 0.0), 0);
        var perMiniBatch = _model.Policy.MomentumPer == "MiniBatch";
        for (var t = 0; t < tokens.Count; t++)
        {
            foreach (var name in _names)
                kept[name] *= Gate(GateKind.Retention, name, t)?[0, 0] ?? 1;
            var left = _names.ToDictionary(n => n, n => anchor[n].Map(w => kept[n] * w));
            var gradients = Gradients(_model.Policy.Decay == "BeforeGradient" ? left : anchor, t);
            var (steps, weights) = (new Weights(), new Weights());
            foreach (var name in _names)
            {
                var own = ByColumn(Gate(GateKind.Rate, name, t) ?? new Matrix(1, 1, [tokens.StandardRate[t]]), gradients[name]);
                var momentum = Gate(GateKind.Momentum, name, t)?[0, 0];
                if (momentum is { } m && !perMiniBatch)
                    own = buffers[name] = Matrix.Zip(buffers[name], own, (s, g) => m * s + g);
                var gamma = Gate(GateKind.Retention, name, t)?[0, 0] ?? 1;
                sums[name] = Matrix.Zip(sums[name], own, (a, g) => gamma * a + g);
                steps[name] = sums[name].Map(a => tokens.Position[t] * a);
                gates[name] += momentum ?? 0;
                if (momentum is not null && perMiniBatch)
                    steps[name] = Matrix.Zip(steps[name], buffers[name], (s, b) => s + gates[name] / (t - first + 1) * b);
                weights[name] = Update(name, left[name], steps[name]);
            }
            var isLast = layer.Settings.Period is { } period ? (t + 1) % period == 0 : t + 1 == tokens.Count;
            if (_model.Policy.ReadOut == "ChunkEnd" && (isLast || t + 1 == tokens.Count))
                for (var row = first; row <= t; row++)
                    outputs[row] = Answer(row, weights);
            if (_model.Policy.ReadOut != "ChunkEnd")
                outputs[t] = Answer(t, _model.Policy.ReadOut == "ApplyThenUpdate" ? anchor : weights);
            if (!isLast)
                continue;
            (anchor, first) = (weights, t + 1);
            foreach (var name in _names)
            {
                (kept[name], sums[name], gates[name]) = (1, Zero(sums[name]), 0);
                if (perMiniBatch && _model.GateOf(GateKind.Momentum, name) is not null)
                    buffers[name] = steps[name];
            }
        }
        return outputs;
    }

    Matrix Answer(int t, Weights weights) => methods.Call(_model.InnerModel, With(weights, t, tokens.Query, "@x"));

    Matrix Update(string name, Matrix weight, Matrix step)
        => _model.Updates.FirstOrDefault(u => u.Parameter == name)?.Function is { } function
            ? methods.Call(function, new Weights { [Names.UpdatedWeight] = weight, [Names.UpdateStep] = step, [Names.UpdateInitial] = methods.Parameter(name) }, weight)
            : Matrix.Zip(weight, step, (w, s) => w - s);

    Matrix? Gate(GateKind kind, string name, int t)
        => _model.GateOf(kind, name) is { } gate ? methods.Call(gate.Function, new Weights { ["@x"] = tokens.X[t], ["@k"] = tokens.Key[t] }) : null;

    /// <summary>The loss of a token at any weights.</summary>
    double Loss(int t, Weights weights)
    {
        var data = With(weights, t, tokens.Key, "@k");
        data["@v"] = tokens.Value[t];
        if (_model.Loss is { } own && own.Graph.Inputs().Any(i => i.Input.Name == "@k"))
            return methods.Call(own, data)[0, 0];
        data["@y"] = methods.Call(_model.InnerModel, With(weights, t, tokens.Key, "@x"));
        return _model.Loss is { } loss ? methods.Call(loss, data)[0, 0] : 0.5 * data["@y"].Items.Zip(tokens.Value[t].Items, (y, v) => (y - v) * (y - v)).Sum();
    }

    /// <summary>The gradients of the loss of a token, or of its window; by short steps, which seldom cross the kinks of a derivative.</summary>
    Weights Gradients(Weights at, int t)
    {
        return _names.ToDictionary(n => n, n => Matrix.Create(at[n].Rows, at[n].Columns, (i, j) => Differences.Of(step => OfWindow(Moved(at, n, i, j, step)), 1e-5)));

        double OfWindow(Weights weights)
            => Enumerable.Range(0, _model.Policy.Window).Where(ago => ago <= t).Sum(ago => Weight(t - ago) * Loss(t - ago, weights));

        double Weight(int token)
            => _model.Gates.FirstOrDefault(g => g.Kind == GateKind.WindowWeight) is { } gate
                ? methods.Call(gate.Function, new Weights { ["@x"] = tokens.X[token], ["@k"] = tokens.Key[token] })[0, 0] : 1;
    }

    static Weights Moved(Weights at, string name, int row, int column, double step)
        => new(at) { [name] = Matrix.Create(at[name].Rows, at[name].Columns, (i, j) => at[name][i, j] + (i == row && j == column ? step : 0)) };

    Weights With(Weights weights, int t, Matrix[] rows, string input)
    {
        var data = new Weights(weights) { [input] = rows[t] };
        for (var ago = 1; ago <= 3; ago++)
            data[$"{input}:{ago}"] = t >= ago ? rows[t - ago] : Zero(rows[t]);
        return data;
    }

    static Matrix ByColumn(Matrix rate, Matrix gradient) => Matrix.Create(gradient.Rows, gradient.Columns, (i, j) => rate[0, rate.Columns == 1 ? 0 : j] * gradient[i, j]);

    static Matrix Zero(Matrix like) => like.Map(_ => 0);

    /// <summary>The exact minimum of the weighted loss of the tokens so far and the penalty: a quadratic function, whose gradient is linear.</summary>
    sealed class Minimum
    {
        readonly InnerLoop _loop;
        readonly int _last;
        readonly string _name;

        public Minimum(InnerLoop loop, int last)
        {
            (_loop, _last, _name) = (loop, last, loop._names.Single());
            var shape = Zero(loop.Parameter(_name));
            var (rows, columns) = (shape.Rows, shape.Columns);
            var constant = Gradient(shape);
            var system = new double[rows * columns][];
            for (var unit = 0; unit < system.Length; unit++)
                system[unit] = [.. Gradient(Matrix.Create(rows, columns, (i, j) => i * columns + j == unit ? 1 : 0)).Zip(constant, (a, b) => a - b)];
            Weights = new() { [_name] = new(rows, columns, LinearSystem.Solve(system, [.. constant.Select(c => -c)])) };
        }

        public Weights Weights { get; }

        double[] Gradient(Matrix at)
        {
            var penalty = _loop.Penalty();
            var weights = new Weights { [_name] = at };
            return [.. Enumerable.Range(0, at.Items.Length).Select(unit =>
            {
                var (row, column) = (unit / at.Columns, unit % at.Columns);
                return Differences.Of(step => Enumerable.Range(0, _last + 1).Sum(t => Share(t) * _loop.Loss(t, Moved(weights, _name, row, column, step)))) + penalty[0, row] * at[row, column];
            })];
        }

        /// <summary>What later tokens leave of a token's weight.</summary>
        double Share(int token)
            => (_loop.Gate(GateKind.Rate, _name, token)?[0, 0] ?? _loop.StandardRate(token))
                * Enumerable.Range(token + 1, _last - token).Aggregate(1.0, (left, t) => left * (_loop.Gate(GateKind.Retention, _name, t)?[0, 0] ?? 1));
    }

    Matrix Parameter(string name) => methods.Parameter(name);

    Matrix Penalty() => methods.Call(_model.Ridge!, new Weights());

    double StandardRate(int t) => tokens.StandardRate[t];
}
