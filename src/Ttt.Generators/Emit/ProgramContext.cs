using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Emit;

/// <summary>Where the inputs of a layer's programs come from: array positions of parameters and state, layout of slow ones.</summary>
internal sealed class ProgramContext
{
    private readonly Dimensions _dimensions;
    private readonly NameScope _scope;

    public ProgramContext(LayerModel model, LayerPrograms programs, Dimensions dimensions, NameScope scope)
    {
        (Programs, _dimensions, _scope) = (programs, dimensions, scope);
        Gates = programs.Gates.Select(g => g.Name).ToArray();
        Past = PastOf(model);
        HasWindow = GateInputs.HasWindow(model);
        ReadsEnd = model.Policy.ReadOut == "ChunkEnd" && programs.Boundary is not null;
        var slow = model.Functions.Where(f => f.Scope is Scope.InnerModel or Scope.Loss or Scope.Update or Scope.Ridge).SelectMany(f => f.Graph.Inputs())
            .Where(i => i.Input.Role == InputRole.Slow).Select(i => (i.Input.Name, i.Input.Shape)).Distinct().ToList();
        var order = model.Functions.SelectMany(f => f.Parameters).Select(p => p.Name).ToList();
        slow = slow.OrderBy(s => order.IndexOf(s.Name)).ToList();
        slow.AddRange(model.FastParameters().Where(p => p.Learned && Initial(model, p.Name)).Select(p => (Names.Initial(p.Name), p.ShapeOf())));
        Slow = slow.ToArray();
    }

    public LayerPrograms Programs { get; }

    public Dimensions Dimensions => _dimensions;

    public EquatableArray<StateSlot> Slots => Programs.Slots;

    public StateSlot[] AtBoundary => Slots.Where(s => s.IsAtBoundary).ToArray();

    public StateSlot[] Weights => Slots.Where(s => s.Kind == SlotKind.Weight).ToArray();

    /// <summary>What changes with every row: all but the weights.</summary>
    public StateSlot[] Changed => Slots.Where(s => s.Kind != SlotKind.Weight).ToArray();

    public string[] Gates { get; }

    /// <summary>How many tokens ago the earlier views are that the inner model reads.</summary>
    public int[] Past { get; }

    public bool HasWindow { get; }

    public bool ReadsEnd { get; }

    /// <summary>Slow parameters in the order of their array, and initial weights that updates read.</summary>
    public (string Name, Shape Shape)[] Slow { get; }

    public static int[] PastOf(LayerModel model)
        => new[] { model.InnerModel, model.Loss }.OfType<Function>().SelectMany(f => f.Graph.Inputs())
            .Where(i => i.Input.Role == InputRole.Data && i.Input.Name.Contains(":"))
            .Select(i => int.Parse(i.Input.Name.Substring(i.Input.Name.IndexOf(':') + 1), CultureInfo.InvariantCulture)).Distinct().OrderBy(n => n).ToArray();

    private static bool Initial(LayerModel model, string parameter)
        => model.Updates.Any(u => u.Parameter == parameter && u.Function.Graph.Inputs().Any(i => i.Input.Name == Names.UpdateInitial));

    public NameScope MethodScope() => new NameScope(_scope).Reserve(
        "rows", "position", "state", "states", "slow", "dOutput", "dState", "scope", "step", "n", "N", "B", "H", "b", "e", "dtype", "device");

    /// <summary>The scope of names that everything in the layer's class shares.</summary>
    public NameScope ClassScope => _scope;

    public TensorBody Body(Graph graph, NameScope method, bool batched)
        => new(graph, method, ValueHints.Of(graph, Programs.Inner), _dimensions, batched ? ["B", "H", "N"] : ["B", "H"]);

    /// <summary>The C# expression an input is read from. Slow parameters get axes for batch and heads by a reshape.</summary>
    public string Source(Input input, bool batched, string stateArray, string position = "rows.Position")
        => RowSource(input.Name) ?? input.Name switch
        {
            Names.Position => position,
            _ when input.Role is InputRole.Fast or InputRole.State => $"{stateArray}[{Slot(input.Name)}]",
            _ when input.Role == InputRole.Slow => SlowView(Array.FindIndex(Slow, s => s.Name == input.Name), batched),
            _ => CotangentSource(input.Name.Substring(Names.Cotangent("").Length)),
        };

    /// <summary>The rows that enter a program, with the expression of each, in the order of <c>ScanRows</c>.</summary>
    public IEnumerable<(string Name, string Source)> Rows()
        => new[] { Names.Query, Names.Key, Names.Value }.Concat(Gates).Concat([Names.Position]).Concat(HasWindow ? [Names.Weight] : [])
            .Concat(Past.Select(n => Earlier(Names.Query, n))).Concat(Past.Select(n => Earlier(Names.Key, n)))
            .Select(name => (name, name == Names.Position ? "rows.Position" : RowSource(name)!));

    public static string Earlier(string data, int tokens) => data + ":" + tokens.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether cotangents of what follows come in an array without the weights.</summary>
    public bool CotangentsOfChanged { get; set; }

    private string? RowSource(string name)
        => name switch
        {
            Names.Query => "rows.Query",
            Names.Key => "rows.Key",
            Names.Value => "rows.Value",
            Names.Weight => "rows.Weight!",
            _ when Array.IndexOf(Gates, name) is >= 0 and var gate => $"rows.Gates[{gate}]",
            _ when name.StartsWith(Names.Query + ":", StringComparison.Ordinal) => $"rows.QueryPast[{Array.FindIndex(Past, n => Earlier(Names.Query, n) == name)}]",
            _ when name.StartsWith(Names.Key + ":", StringComparison.Ordinal) => $"rows.KeyPast[{Array.FindIndex(Past, n => Earlier(Names.Key, n) == name)}]",
            _ => null,
        };

    private string CotangentSource(string of)
    {
        if (of == Names.Output)
            return "dOutput";
        var slot = Slot(of.Substring(Names.Next("").Length));
        return $"dState[{(CotangentsOfChanged ? slot - Weights.Length : slot)}]";
    }

    private int Slot(string name) => Slots.Select((s, i) => (s, i)).First(p => p.s.Name == name).i;

    /// <summary>A slow parameter with axes for batch, heads and, for whole mini-batches, N. Shared ones have one head.</summary>
    public string SlowView(int index, bool batched)
    {
        string Size(Extent e) => e.IsOne ? "1" : _dimensions.Size(e.Name);
        var shape = Slow[index].Shape;
        return $"slow[{index}].reshape(-1, {(batched ? "1, " : "")}{Size(shape.Rows)}, {Size(shape.Columns)})";
    }
}
