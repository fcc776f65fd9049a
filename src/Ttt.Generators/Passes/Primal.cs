using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;

namespace Ttt.Generators.Passes;

/// <summary>One token at a time: the definition, weights formed and gradients taken by differentiating f and the loss as they stand.</summary>
internal sealed class Primal
{
    private readonly GraphBuilder _g = new();
    private readonly LayerModel _model;
    private readonly Graph _lifted;

    private Primal(LayerModel model, Graph lifted) => (_model, _lifted) = (model, lifted);

    /// <summary>S ← m S + λ∇ℓ, A ← γ A + S, W_t = γ… W − τ A, y = f(q; W_t), as far as the declaration has these parts.</summary>
    public static Graph Step(LayerModel model, Graph lifted) => new Primal(model, lifted).Step();

    /// <summary>At a boundary: the weights of the last row become those that gradients are taken at.</summary>
    public static Graph Boundary(LayerModel model, Graph lifted) => new Primal(model, lifted).Boundary();

    /// <summary>f(q; W) for any rows: what a layer that reads the end of its mini-batch answers.</summary>
    public static Graph ReadAnchor(LayerModel model, Graph lifted)
    {
        var primal = new Primal(model, lifted);
        var weights = model.FastParameters().ToDictionary(p => p.Name, primal.Weight);
        return primal._g.ToGraph([new Output(Names.Output, Build.Read(primal._g, lifted, new SharedReader(primal._g, weights), Extent.Tokens))]);
    }

    private Graph Step()
    {
        var outputs = new List<Output>();
        var position = Scalar(Names.Position);
        var gradients = Gradients();
        var weights = new Dictionary<string, int>();
        foreach (var parameter in _model.FastParameters())
        {
            var name = parameter.Name;
            var rate = Gate(GateKind.Rate, name)!.Value;
            var own = _g.Mul(rate, gradients[name]);
            var (sum, step) = (State(Names.Sum(name), parameter), 0);
            if (Gate(GateKind.Retention, name) is { } gamma)
                sum = _g.Mul(gamma, sum);
            if (Gate(GateKind.Momentum, name) is { } momentum && !PerMiniBatch)
            {
                var buffer = _g.Add(_g.Mul(momentum, State(Names.Velocity(name), parameter)), own);
                outputs.Add(new(Names.Next(Names.Velocity(name)), buffer));
                own = _g.Mul(Scalar(Names.Mask), buffer);
            }
            sum = _g.Add(sum, own);
            step = _g.Mul(position, sum);
            if (Gate(GateKind.Momentum, name) is not null && PerMiniBatch)
            {
                var key = _model.GateOf(GateKind.Momentum, name)!.Of ?? "";
                step = _g.Add(step, _g.Mul(Mean(NextGateSum(key), NextCount()), State(Names.Velocity(name), parameter)));
                outputs.Add(new(Names.Next(Names.Velocity(name)), State(Names.Velocity(name), parameter)));
            }
            outputs.Add(new(Names.Next(Names.Sum(name)), sum));
            weights[name] = WeightUpdate.Apply(_g, _model, parameter, Left(parameter), step);
        }
        foreach (var key in StateSlots.Keys(_model, GateKind.Retention))
            outputs.Add(new(Names.Next(Names.Kept(key)), NextKept(key)));
        if (PerMiniBatch && _model.Has(GateKind.Momentum))
        {
            outputs.AddRange(StateSlots.Keys(_model, GateKind.Momentum).Select(k => new Output(Names.Next(Names.GateSum(k)), NextGateSum(k))));
            outputs.Add(new(Names.Next(Names.Count), NextCount()));
        }
        var read = _model.Policy.ReadOut == "ApplyThenUpdate" ? _model.FastParameters().ToDictionary(p => p.Name, Weight) : weights;
        outputs.Insert(0, new(Names.Output, Build.Read(_g, _lifted, new SharedReader(_g, read), Extent.One)));
        return Simplify.Run(_g.ToGraph(outputs));
    }

    /// <summary>∇ of the token's loss, or of its window's, at the anchor weights.</summary>
    private Dictionary<string, int> Gradients()
    {
        var window = GateInputs.HasWindow(_model);
        var at = _model.FastParameters().ToDictionary(p => p.Name, p => _model.Policy.Decay == "BeforeGradient" ? Left(p) : Weight(p));
        var (rows, _) = Build.Loss(_g, _model, _lifted, window ? Extent.Keys : Extent.One, i => i.Role == InputRole.Fast ? at[i.Name] : _g.Make(i));
        var loss = window ? _g.SumRows(_g.Mul(_g.Input(Names.Weight, InputRole.Data, new(Extent.Keys, Extent.One)), rows)) : rows;
        var cotangents = Differentiation.Reverse(_g, [(loss, _g.Const(1, Shape.Scalar))], at.Values);
        return _model.FastParameters().ToDictionary(p => p.Name, p => cotangents.TryGetValue(at[p.Name], out var d) ? d : _g.Zero(p.ShapeOf()));
    }

    private Graph Boundary()
    {
        var outputs = new List<Output>();
        var position = Scalar(Names.Position);
        var next = new List<Output>();
        foreach (var parameter in _model.FastParameters())
        {
            var name = parameter.Name;
            var step = _g.Mul(position, State(Names.Sum(name), parameter));
            if (Gate(GateKind.Momentum, name) is not null)
            {
                var buffer = State(Names.Velocity(name), parameter);
                if (PerMiniBatch)
                    step = _g.Add(step, _g.Mul(Mean(Carried(Names.GateSum(_model.GateOf(GateKind.Momentum, name)!.Of ?? "")), Carried(Names.Count)), buffer));
                next.Add(new(Names.Next(Names.Velocity(name)), PerMiniBatch ? step : buffer));
            }
            var weight = Weight(parameter);
            if (_model.GateOf(GateKind.Retention, name) is { } retention)
                weight = _g.Mul(Carried(Names.Kept(retention.Of ?? "")), weight);
            outputs.Add(new(Names.Next(name), WeightUpdate.Apply(_g, _model, parameter, weight, step)));
        }
        return Simplify.Run(_g.ToGraph(outputs.Concat(next)));
    }

    private bool PerMiniBatch => _model.Policy.MomentumPer == "MiniBatch";

    private int Weight(ParameterModel parameter) => _g.Input(parameter.Name, InputRole.Fast, parameter.ShapeOf());

    private int State(string name, ParameterModel parameter) => _g.Input(name, InputRole.State, parameter.ShapeOf());

    private int Carried(string name) => _g.Input(name, InputRole.State, Shape.Scalar);

    private int Scalar(string name) => _g.Input(name, InputRole.Data, Shape.Scalar);

    private int? Gate(GateKind kind, string parameter)
        => GateInputs.Of(_model, kind, parameter) is { } gate ? _g.Input(gate.Name, InputRole.Data, new(Extent.One, gate.Columns)) : null;

    /// <summary>The anchor weight after it has shrunk up to this token.</summary>
    private int Left(ParameterModel parameter)
        => _model.GateOf(GateKind.Retention, parameter.Name) is { } gate ? _g.Mul(NextKept(gate.Of ?? ""), Weight(parameter)) : Weight(parameter);

    private int NextKept(string key) => _g.Mul(Carried(Names.Kept(key)), Scalar(Names.Gate(GateKind.Retention, key)));

    private int NextGateSum(string key) => _g.Add(Carried(Names.GateSum(key)), _g.Mul(Scalar(Names.Mask), Scalar(Names.Gate(GateKind.Momentum, key))));

    private int NextCount() => _g.Add(Carried(Names.Count), Scalar(Names.Mask));

    private int Mean(int sum, int count) => _g.Div(sum, Optimiser.AtLeastOne(_g, count));
}
