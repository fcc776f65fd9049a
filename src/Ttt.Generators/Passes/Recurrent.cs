using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Passes;

/// <summary>A token and the boundary after it: the mini-batch of one token that a layer without a parallel form has online.</summary>
internal static class Recurrent
{
    public static Graph Token(Graph step, Graph boundary, EquatableArray<StateSlot> slots)
    {
        var g = new GraphBuilder();
        var slot = slots.ToDictionary(s => s.Name);
        var ids = g.Replay(step, (id, _) => step[id].Op is Input input && slot.TryGetValue(input.Name, out var own) ? At(own) : null);
        int After(StateSlot own) => step.Find(Names.Next(own.Name)) is { } next ? ids[next] : At(own);
        var crossed = g.Replay(boundary, (id, _) => boundary[id].Op is Input input && slot.TryGetValue(input.Name, out var own) ? After(own) : null);
        var outputs = new List<Output> { new(Names.Output, ids[step.Output(Names.Output)]) };
        outputs.AddRange(slots.Where(s => s.IsAtBoundary).Select(s => new Output(Names.Next(s.Name), boundary.Find(Names.Next(s.Name)) is { } next ? crossed[next] : After(s))));
        return Simplify.Run(g.ToGraph(outputs));

        // What restarts at every boundary starts from nothing at every token.
        int At(StateSlot own) => own.Kind switch
        {
            SlotKind.Weight => g.Input(own.Name, InputRole.Fast, own.Shape),
            SlotKind.Kept => g.Input(own.Name, InputRole.State, own.Shape),
            _ => g.Const(own.Kind == SlotKind.Product ? 1 : 0, own.Shape),
        };
    }
}
