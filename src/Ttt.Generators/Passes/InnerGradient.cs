using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;

namespace Ttt.Generators.Passes;

/// <summary>One product x·W (or x·Wᵀ) with a fast matrix: the gradient of W gets Lᵀ·R from it.</summary>
internal readonly record struct Use(string Left, string Right);

/// <summary>
/// The gradients of the inner loss at the anchor weights, one row a token: for every use of a fast matrix the rows L and
/// R with ∇W = Σ LᵀR, for every fast vector or scalar the rows δ. <paramref name="Obstacle"/> says why a fast matrix has
/// no such form.
/// </summary>
internal sealed record InnerGradients(
    Graph Graph,
    IReadOnlyDictionary<string, IReadOnlyList<Use>> Uses,
    Obstacle? Obstacle);

/// <summary>Key pass of f and of the loss, then the reverse sweep to every use of a fast parameter.</summary>
internal static class InnerGradient
{
    public static InnerGradients Run(Graph lifted, LayerModel model)
    {
        var g = new GraphBuilder();
        var parameters = new SortedDictionary<int, (string Name, int Id)>();
        var fast = model.FastParameters().Select(p => p.Name).ToList();
        var (loss, prediction) = Build.Loss(g, model, lifted, Extent.Tokens, input =>
        {
            var id = g.Input(input.Shape.Rows.IsOne ? Names.Rows(input.Name) : input.Name, input.Role, RowsOf(input.Shape));
            if (input.Role == InputRole.Fast)
                parameters[fast.IndexOf(input.Name)] = (input.Name, id);
            return id;
        });
        var cotangents = Differentiation.Reverse(g, [(loss, g.Const(1, g.ShapeOf(loss)))], parameters.Values.Select(p => p.Id));

        var outputs = new List<Output> { new(Names.Loss, loss) };
        if (prediction is { } y)
            outputs.Insert(0, new(Names.Y, y));
        var uses = new Dictionary<string, IReadOnlyList<Use>>();
        var live = g.ToGraph([new(Names.Loss, loss)]);
        Obstacle? obstacle = null;
        foreach (var parameter in model.FastParameters())
        {
            // What only the read-out uses has no gradient and keeps its initial value.
            var name = parameter.Name;
            var place = fast.IndexOf(name);
            if (!parameters.TryGetValue(place, out var found))
            {
                if (parameter.Dimensions.Count == 2)
                    uses[name] = [];
                else
                    outputs.Add(new(Names.Delta(name), g.Zero(RowsOf(parameter.ShapeOf()))));
                continue;
            }
            var id = found.Id;
            if (g.ShapeOf(id).Rows.Kind == ExtentKind.Tokens)
            {
                outputs.Add(new(Names.Delta(name), cotangents.TryGetValue(id, out var delta) ? delta : g.Zero(g.ShapeOf(id))));
                continue;
            }
            uses[name] = CollectUses(name, id);
            obstacle ??= FindObstacle(live, name);
        }
        return new(Simplify.Run(g.ToGraph(outputs)), uses, obstacle);

        List<Use> CollectUses(string name, int weight)
        {
            var found = new List<Use>();
            // Values made by the reverse sweep come after the loss; only the key pass holds uses.
            for (var id = 0; id <= loss; id++)
            {
                var node = g[id];
                if (node.Op is not MatMul { TransposeLeft: false } m || node.Arg(1) != weight || !cotangents.TryGetValue(id, out var d))
                    continue;
                var use = new Use(Names.Left(name, found.Count), Names.Right(name, found.Count));
                outputs.Add(new(use.Left, m.TransposeRight ? d : node.Arg(0)));
                outputs.Add(new(use.Right, m.TransposeRight ? node.Arg(0) : d));
                found.Add(use);
            }
            return found;
        }
    }

    /// <summary>Every vector and scalar becomes rows, so that each token keeps a gradient of its own.</summary>
    private static Shape RowsOf(Shape shape) => shape.Rows.IsOne ? new(Extent.Tokens, shape.Columns) : shape;

    /// <summary>The first fast matrix that enters something other than a product with token rows.</summary>
    public static Obstacle? FindObstacle(Graph graph, LayerModel model)
        => model.FastParameters().Where(p => p.Dimensions.Count == 2).Select(p => FindObstacle(graph, p.Name)).FirstOrDefault(o => o is not null);

    private static Obstacle? FindObstacle(Graph live, string name)
    {
        foreach (var (weight, input) in live.Inputs())
        {
            if (input.Name != name)
                continue;
            for (var id = 0; id < live.Nodes.Count; id++)
            {
                var node = live[id];
                for (var i = 0; i < node.Args.Count; i++)
                    if (node.Arg(i) == weight && !IsUse(live, node, i))
                        return new(name, Notation.Expression(live, id), ObstacleKind.MatrixOutsideProducts);
            }
        }
        return null;
    }

    private static bool IsUse(Graph graph, Node node, int operand)
        => operand == 1 && KeyRows.IsProduct(graph, node, out _);
}
