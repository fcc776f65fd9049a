using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;

namespace Ttt.Generators.Passes;

/// <summary>What happens to a carried value at a boundary.</summary>
internal enum SlotKind
{
    /// <summary>Weights: replaced at a boundary; what a sequence starts from.</summary>
    Weight,

    /// <summary>Kept across boundaries, zero at the start of a sequence.</summary>
    Kept,

    /// <summary>Zero after a boundary.</summary>
    Sum,

    /// <summary>One after a boundary.</summary>
    Product,
}

/// <summary>One carried tensor: its name in graphs, its name in states, its shape, its kind.</summary>
internal sealed record StateSlot(string Name, string StateName, Shape Shape, SlotKind Kind)
{
    /// <summary>A state at a boundary has it; the others restart there.</summary>
    public bool IsAtBoundary => Kind is SlotKind.Weight or SlotKind.Kept;
}

/// <summary>The state of a layer, in the order of its tensors: weights, what is kept, what restarts at each boundary.</summary>
internal static class StateSlots
{
    public static EquatableArray<StateSlot> Of(LayerModel model)
    {
        var fast = model.FastParameters().ToArray();
        if (model.Policy.Solver == "Ridge")
            return fast.SelectMany(p => new StateSlot[]
            {
                new(Names.Gram(p.Name), p.Name + ".gram", new(p.ShapeOf().Rows, p.ShapeOf().Rows), SlotKind.Kept),
                new(Names.Moment(p.Name), p.Name + ".moment", p.ShapeOf(), SlotKind.Kept),
            }).ToEquatable();

        var slots = fast.Select(p => new StateSlot(p.Name, p.Name, p.ShapeOf(), SlotKind.Weight)).ToList();
        slots.AddRange(fast.Where(p => model.GateOf(GateKind.Momentum, p.Name) is not null)
            .Select(p => new StateSlot(Names.Velocity(p.Name), p.Name + ".momentum", p.ShapeOf(), SlotKind.Kept)));
        slots.AddRange(fast.Select(p => new StateSlot(Names.Sum(p.Name), p.Name + ".sums", p.ShapeOf(), SlotKind.Sum)));
        slots.AddRange(Keys(model, GateKind.Retention).Select(k => new StateSlot(Names.Kept(k), Prefix(k) + "retention", Shape.Scalar, SlotKind.Product)));
        if (model.Has(GateKind.Momentum) && model.Policy.MomentumPer == "MiniBatch")
        {
            slots.AddRange(Keys(model, GateKind.Momentum).Select(k => new StateSlot(Names.GateSum(k), Prefix(k) + "momentum.gates", Shape.Scalar, SlotKind.Sum)));
            slots.Add(new(Names.Count, "momentum.count", Shape.Scalar, SlotKind.Sum));
        }
        return slots.ToEquatable();
    }

    /// <summary>The keys of a kind of gate that some fast parameter uses: empty for the common one.</summary>
    public static IEnumerable<string> Keys(LayerModel model, GateKind kind)
        => model.FastParameters().Select(p => model.GateOf(kind, p.Name)).Where(g => g is not null).Select(g => g!.Of ?? "").Distinct();

    private static string Prefix(string key) => key.Length == 0 ? "" : key + ".";
}

internal static class ParameterShapes
{
    public static IEnumerable<ParameterModel> FastParameters(this LayerModel model) => model.InnerModel.Parameters.Where(p => p.Fast);

    /// <summary>Matrix [R,C], vector [1,N], scalar [1,1].</summary>
    public static Shape ShapeOf(this ParameterModel parameter)
    {
        var extents = parameter.Dimensions.Select(Extent.Of).ToArray();
        return extents.Length switch
        {
            0 => Shape.Scalar,
            1 => new(Extent.One, extents[0]),
            _ => new(extents[0], extents[1]),
        };
    }
}
