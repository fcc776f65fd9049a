using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;

namespace Ttt.Generators.Passes;

/// <summary>
/// The dual form (arXiv 2407.04620, section 2.5 and appendix A, for any f and any optimiser linear in the gradients): f is replayed on the
/// query rows and every use of a fast parameter reads the weights of its own row through the rows L, R and δ of the inner gradient.
/// </summary>
internal sealed class Dual
{
    private readonly GraphBuilder _g = new();
    private readonly LayerModel _model;
    private readonly Graph _lifted;
    private readonly Optimiser _optimiser;
    private readonly KeyRows _rows;
    private readonly bool _online;

    private Dual(LayerModel model, Graph lifted, InnerGradients inner, Start start)
    {
        (_model, _lifted, _online) = (model, lifted, start == Start.Online);
        _optimiser = new(_g, model, start);
        _rows = _online && LinearError.Of(_g, model, inner, _optimiser) is { } error
            ? new(_g, model, inner, _optimiser, error)
            : new(_g, model, inner, _optimiser);
    }

    /// <summary>A whole mini-batch from a boundary: outputs of all rows, weights and buffers after the last row.</summary>
    public static Graph Batch(LayerModel model, Graph lifted, InnerGradients inner) => new Dual(model, lifted, inner, Start.Boundary).Whole();

    /// <summary>Any number of rows of online descent: as <see cref="Batch"/>, with a boundary after every row.</summary>
    public static Graph Online(LayerModel model, Graph lifted, InnerGradients inner) => new Dual(model, lifted, inner, Start.Online).Whole();

    /// <summary>Any rows at any offset inside a mini-batch: outputs, and what has accumulated with these rows added.</summary>
    public static Graph Rows(LayerModel model, Graph lifted, InnerGradients inner) => new Dual(model, lifted, inner, Start.Offset).Part();

    private Graph Whole()
    {
        var next = new Dictionary<string, int>();
        var outputs = new List<Output>();
        foreach (var parameter in _model.FastParameters())
        {
            var weight = Weight(parameter);
            var step = _rows.Weighted(_optimiser.StepColumn(parameter.Name), parameter);
            foreach (var (rho, state) in _optimiser.Carried(parameter.Name))
                step = _g.Add(step, _g.Mul(_g.LastRow(rho), State(state, parameter)));
            var left = _optimiser.Alpha(parameter.Name) is { } alpha ? _g.Mul(_g.LastRow(alpha), weight) : weight;
            next[parameter.Name] = WeightUpdate.Apply(_g, _model, parameter, left, step);
            outputs.Add(new(Names.Next(parameter.Name), next[parameter.Name]));
            if (_model.GateOf(GateKind.Momentum, parameter.Name) is not null)
                outputs.Add(new(Names.Next(Names.Velocity(parameter.Name)), Buffer(parameter) ?? step));
        }
        IReader reader = _model.Policy.ReadOut switch
        {
            "ChunkEnd" when !_online => new SharedReader(_g, next),
            "ApplyThenUpdate" => _online ? new RowReader(_g, _rows, new RowBefore(_g, _optimiser, shrink: false)) : Anchors(),
            _ => new RowReader(_g, _rows, _optimiser),
        };
        outputs.Insert(0, new(Names.Output, Query(reader)));
        return Simplify.Run(_g.ToGraph(outputs));
    }

    private Graph Part()
    {
        IReader reader = _model.Policy.ReadOut == "ApplyThenUpdate" ? Anchors() : new RowReader(_g, _rows, _optimiser);
        var outputs = new List<Output> { new(Names.Output, Query(reader)) };
        foreach (var parameter in _model.FastParameters())
        {
            var sum = State(Names.Sum(parameter.Name), parameter);
            if (_optimiser.SumLeft(parameter.Name) is { } left)
                sum = _g.Mul(left, sum);
            if (_optimiser.SumFromBuffer(parameter.Name) is { } share)
                sum = _g.Add(sum, _g.Mul(share, State(Names.Velocity(parameter.Name), parameter)));
            outputs.Add(new(Names.Next(Names.Sum(parameter.Name)), _g.Add(sum, _rows.Weighted(_optimiser.SumColumn(parameter.Name), parameter))));
            if (_model.GateOf(GateKind.Momentum, parameter.Name) is not null)
                outputs.Add(new(Names.Next(Names.Velocity(parameter.Name)), Buffer(parameter) ?? State(Names.Velocity(parameter.Name), parameter)));
        }
        outputs.AddRange(_optimiser.NextScalars());
        return Simplify.Run(_g.ToGraph(outputs));
    }

    /// <summary>A buffer that moves with every token, after the rows; null where it moves at boundaries only.</summary>
    private int? Buffer(ParameterModel parameter)
        => _optimiser.BufferColumn(parameter.Name) is { } column
            ? _g.Add(_g.Mul(_optimiser.BufferLeft(parameter.Name), State(Names.Velocity(parameter.Name), parameter)), _rows.Weighted(column, parameter))
            : null;

    private SharedReader Anchors() => new(_g, _model.FastParameters().ToDictionary(p => p.Name, Weight));

    private int Weight(ParameterModel parameter) => _g.Input(parameter.Name, InputRole.Fast, parameter.ShapeOf());

    private int State(string name, ParameterModel parameter) => _g.Input(name, InputRole.State, parameter.ShapeOf());

    private int Query(IReader reader) => Build.Read(_g, _lifted, reader, Extent.Tokens);
}
