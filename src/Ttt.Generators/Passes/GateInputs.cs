using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;

namespace Ttt.Generators.Passes;

/// <summary>A column (or, for a rate by column, a row of values) that every token brings to the optimiser.</summary>
internal sealed record GateInput(string Name, Gate? Gate, Extent Columns);

/// <summary>The gates that a layer's programs read, in the order of their tensors. The weight of a window's losses is apart: it reaches back like the keys.</summary>
internal static class GateInputs
{
    public static EquatableArray<GateInput> Of(LayerModel model)
    {
        var gates = new List<GateInput>();
        if (model.FastParameters().Any(p => model.GateOf(GateKind.Rate, p.Name) is null))
            gates.Add(new(Names.Rate, null, Extent.One));
        foreach (var gate in model.Gates.Where(g => g.Kind != GateKind.WindowWeight))
            gates.Add(new(Names.Gate(gate.Kind, gate.Of ?? ""), gate, gate.Function.ResultDimension is { } columns ? Extent.Of(columns) : Extent.One));
        if (model.Has(GateKind.Momentum))
            gates.Add(new(Names.Mask, null, Extent.One));
        return gates.ToEquatable();
    }

    /// <summary>The input of a gate for a fast parameter, or null where the layer has no such gate.</summary>
    public static GateInput? Of(LayerModel model, GateKind kind, string parameter)
        => model.GateOf(kind, parameter) is { } gate ? Of(model).First(g => g.Gate == gate)
            : kind == GateKind.Rate ? Of(model).First(g => g.Name == Names.Rate) : null;

    public static bool HasWindow(LayerModel model) => model.Policy.Window > 1;
}
