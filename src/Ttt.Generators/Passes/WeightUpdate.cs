using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;

namespace Ttt.Generators.Passes;

/// <summary>A fast weight's new value from its decayed value and the step: the declared update, or w − s.</summary>
internal static class WeightUpdate
{
    public static bool IsLinear(LayerModel model) => model.Updates.Count == 0;

    public static int Apply(GraphBuilder g, LayerModel model, ParameterModel parameter, int weight, int step)
    {
        if (model.Updates.FirstOrDefault(u => u.Parameter == parameter.Name)?.Function.Graph is not { } graph)
            return g.Sub(weight, step);
        var ids = g.Replay(graph, (id, _) => graph[id].Op switch
        {
            Input { Name: Names.UpdatedWeight } => g.Broadcast(weight, parameter.ShapeOf()),
            Input { Name: Names.UpdateStep } => g.Broadcast(step, parameter.ShapeOf()),
            Input { Name: Names.UpdateInitial } => Initial(g, parameter),
            _ => null,
        });
        return g.Broadcast(ids[graph.Output(Names.Result)], parameter.ShapeOf());
    }

    private static int Initial(GraphBuilder g, ParameterModel parameter)
        => parameter.Learned ? g.Input(Names.Initial(parameter.Name), InputRole.Slow, parameter.ShapeOf())
            : g.Const(parameter.Init == "One" ? 1 : 0, parameter.ShapeOf());
}
