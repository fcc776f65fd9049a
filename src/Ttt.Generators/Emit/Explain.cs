using System.Collections.Generic;
using System.Linq;
using System.Text;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Emit;

/// <summary>Says in notation what was derived: the head of the generated file and the text of <c>ttt explain</c>.</summary>
internal static class Explain
{
    public static string Write(LayerModel model, LayerPrograms programs)
    {
        var text = new StringBuilder();
        var policy = model.Policy;
        text.Append($"{model.ClassName}: {Mode(policy)}.\n");
        text.Append("Rows are tokens; ∘ is elementwise; tril keeps the lower triangle; each head has its own weights.\n\n");

        text.Append("Inner model\n");
        Function(text, model.InnerModel.Graph, "f(x)");
        foreach (var parameter in model.InnerModel.Parameters.Concat(model.Loss?.Parameters ?? EquatableArray<ParameterModel>.Empty))
            text.Append($"  {(parameter.Fast ? "fast" : "slow")} {parameter.Name} {Shape(parameter)}\n");
        text.Append("\nInner loss, of every token\n");
        text.Append($"  ℓ = {(model.Loss is { } loss ? Notation.Expression(loss.Graph, loss.Graph.Output(Names.Result)) + ",  y = f(k)" : "½ ‖f(k) − v‖²")}\n");
        text.Append($"\nViews and rate\n");
        foreach (var (name, view, standard) in new[]
        {
            ("q", model.Query, "standard projection of x"), ("k", model.Key, "standard projection of x"), ("v", model.Value, "standard projection of x"),
        })
            text.Append($"  {name} = {(view is null ? standard : Notation.Expression(view.Graph, view.Graph.Output(Names.Result)))}\n");
        if (model.FeatureMap is { } map)
            text.Append($"  q, k ← {Notation.Expression(map.Graph, map.Graph.Output(Names.Result))}\n");
        if (model.Target is { } target)
            text.Append($"  label = {Notation.Expression(target.Graph, target.Graph.Output(Names.Result))}\n");
        foreach (var gate in programs.Gates.Where(g => g.Name != Names.Mask))
            text.Append($"  {ValueHints.InputHint(gate.Name)} = {(gate.Gate is null ? $"{Number(policy.BaseRate)} / D · sigmoid(x·w + b)" : Notation.Expression(gate.Gate.Function.Graph, gate.Gate.Function.Graph.Output(Names.Result)))}\n");
        if (policy.Window > 1)
            text.Append($"  weight = {(model.Gates.FirstOrDefault(g => g.Kind == GateKind.WindowWeight) is { } weight ? Notation.Expression(weight.Function.Graph, weight.Function.Graph.Output(Names.Result)) : "1")}, of the losses of the last {policy.Window} tokens\n");
        text.Append($"  position = {(policy.PositionFactor == "None" ? "1" : "max(0, 1/n + δ_n) for the n-th token of the mini-batch")}\n");

        text.Append("\nInner gradient at the weights of the last boundary\n");
        Statements(text, programs.Inner.Graph, programs.Inner, o => !o.Name.StartsWith("@left", System.StringComparison.Ordinal) && o.Name != Names.Loss && o.Name != Names.Y);
        foreach (var use in programs.Inner.Uses)
            text.Append($"  ∇{use.Key} = {(use.Value.Count == 0 ? "0" : string.Join(" + ", use.Value.Select((u, i) => GradientOf(programs, u))))}\n");

        if (programs.Forms.Class == LayerClass.Ridge)
        {
            Program(text, programs, programs.Online!, "Minimum of the weighted losses of all tokens so far, for b rows");
        }
        else if (programs.Dual is { } dual)
        {
            Program(text, programs, dual.Batch, model.Policy.ReadOut == "ChunkEnd" ? "A mini-batch of b rows, which learns before it answers" : "Dual form of a mini-batch of b rows, and the update");
            if (programs.Online is { } online)
                Program(text, programs, online, programs.Forms.Class == LayerClass.TriangularSolve
                    ? "Online for b rows at once: the errors solve a triangular system"
                    : "Online for b rows at once: no gradient depends on a fast weight");
        }
        else
        {
            text.Append($"\nNo dual form: {Reason(programs.Forms.Obstacle!)}.\n");
            text.Append("The layer runs in primal form, token by token (with Mode = Online in one recurrent kernel):\n");
            Statements(text, programs.Primal, null, _ => true);
        }
        return text.ToString();
    }

    /// <summary>A function in one line, or in several that share what it uses more than once.</summary>
    private static void Function(StringBuilder text, Graph graph, string name)
    {
        var result = graph.Output(Names.Result);
        if (Notation.IsShort(graph, result))
            text.Append($"  {name} = {Notation.Expression(graph, result)}\n");
        else
            Statements(text, graph, null, _ => true);
    }

    private static void Program(StringBuilder text, LayerPrograms programs, BlockPrograms blocks, string title)
    {
        text.Append($"\n{title}\n");
        Statements(text, blocks.Forward.Graph, programs.Inner, _ => true);
        text.Append("\nCost in matrix products, operations per token and head\n");
        text.Append($"  forward   {Costs.PerToken(blocks.Forward.Graph)}\n");
        text.Append($"  backward  {Costs.PerToken(blocks.Backward.Graph)}  (forward values recomputed)\n");
        text.Append($"  decode    {Costs.PerToken(programs.Dual?.Decode ?? programs.Primal)}\n");
    }

    private static string Reason(Obstacle obstacle) => obstacle.Kind switch
    {
        ObstacleKind.MatrixOutsideProducts => $"the gradient of {obstacle.Parameter} has no low rank, because it enters {obstacle.Expression}",
        ObstacleKind.NonlinearUpdate => $"the update of {obstacle.Parameter}, {obstacle.Expression}, is not linear, and every token reads weights of its own",
        _ => $"{obstacle.Parameter} has {obstacle.Expression}",
    };

    private static string Mode(Policy policy)
        => policy.Mode switch
        {
            "Online" => "online gradient descent, the gradient of every token taken at the weights before it",
            "Batch" => "batch gradient descent, all gradients taken at the initial weights",
            _ => $"mini-batch gradient descent, K = {policy.MiniBatchSize}",
        };

    private static string Shape(ParameterModel parameter)
        => (parameter.Shared ? "" : "per head ") + "[" + string.Join(",", parameter.Dimensions) + "]";

    private static string Number(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    private static string GradientOf(LayerPrograms programs, Use use)
    {
        var graph = programs.Inner.Graph;
        var names = NamesOf(graph, programs.Inner, new NameScope());
        string Of(string output) => names.TryGetValue(graph.Output(output), out var name) ? name : Notation.Expression(graph, graph.Output(output));
        return $"{Of(use.Left)}ᵀ·{Of(use.Right)}";
    }

    /// <summary>One line a value that has a role or more than one reader; the rest is written inside them.</summary>
    private static void Statements(StringBuilder text, Graph graph, InnerGradients? inner, System.Func<Output, bool> shown)
    {
        var scope = new NameScope();
        var names = NamesOf(graph, inner, scope);
        var inRegion = new HashSet<int>();
        foreach (var output in graph.Outputs.Where(shown))
            Visit(output.Id);

        void Visit(int id)
        {
            if (!inRegion.Add(id) || graph[id].Op is Input)
                return;
            var region = graph.Regions.FirstOrDefault(r => r.Result == id);
            foreach (var arg in region is null ? graph[id].Args : region.Args)
                Visit(arg);
            var line = Notation.Expression(graph, id, names);
            if (!names.ContainsKey(id) && line.Length > 64)
                names[id] = scope.Claim(ValueHints.ByOperation(graph, id));
            if (names.TryGetValue(id, out var name))
                text.Append($"  {name} = {line}\n");
        }
    }

    private static Dictionary<int, string> NamesOf(Graph graph, InnerGradients? inner, NameScope scope)
    {
        var hints = ValueHints.Of(graph, inner);
        var uses = graph.CountUses();
        var names = new Dictionary<int, string>();
        for (var id = 0; id < graph.Nodes.Count; id++)
        {
            if (graph[id].Op is Input input)
                names[id] = scope.Claim(ValueHints.InputHint(input.Name));
            else if (graph[id].Op is not Const && (graph.Outputs.Any(o => o.Id == id) || (uses[id] > 1 && hints.ContainsKey(id)) || uses[id] > 2))
                names[id] = scope.Claim(hints.TryGetValue(id, out var hint) ? hint : ValueHints.ByOperation(graph, id));
        }
        return names;
    }
}
