using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Tests.Passes;

/// <summary>A layer model with another optimiser, chosen by a seed: gates, windows, read-outs, modes, updates.</summary>
internal static class RandomOptimiser
{
    public static LayerModel On(LayerModel model, int seed)
    {
        var random = new Random(seed);
        bool Chance(double p = 0.5) => random.NextDouble() < p;
        var fast = model.InnerModel.Parameters.Where(p => p.Fast).ToArray();
        var gates = new List<Gate>();
        foreach (var kind in new[] { GateKind.Rate, GateKind.Retention, GateKind.Momentum })
        {
            if (!Chance())
                continue;
            gates.Add(new(kind, null, Function(kind)));
            if (fast.Length > 1 && Chance(0.3))
                gates.Add(new(kind, fast[random.Next(fast.Length)].Name, Function(kind)));
        }
        var policy = model.Policy with
        {
            Window = Chance(0.3) ? Evaluation.History + 1 : 1,
            Decay = Chance() ? "AfterGradient" : "BeforeGradient",
            MomentumPer = Chance() ? "Token" : "MiniBatch",
            ReadOut = Chance(0.6) ? "UpdateThenApply" : Chance() ? "ApplyThenUpdate" : "ChunkEnd",
            Mode = Chance(0.7) ? "MiniBatch" : "Online",
        };
        var updates = Chance(0.25) ? fast.Select(Update).ToEquatable() : EquatableArray<Update>.Empty;
        return model with { Policy = policy, Gates = gates.ToEquatable(), Updates = updates };
    }

    private static Function Function(GateKind kind)
    {
        var g = new GraphBuilder();
        var result = g.Const(1, new Shape(Extent.Tokens, Extent.One));
        return new(Enum.Parse<Scope>(kind.ToString()), g.ToGraph([new(Names.Result, result)]), EquatableArray<ParameterModel>.Empty, EquatableArray<string>.Empty, null);
    }

    /// <summary>tanh(w − s) + ½ w0: neither linear nor without memory of the start.</summary>
    private static Update Update(ParameterModel parameter)
    {
        var g = new GraphBuilder();
        int Input(string name) => g.Input(name, InputRole.Data, parameter.ShapeOf());
        var result = g.Add(g.Tanh(g.Sub(Input(Names.UpdatedWeight), Input(Names.UpdateStep))), g.Scale(0.5, Input(Names.UpdateInitial)));
        return new(parameter.Name, new(Scope.Update, g.ToGraph([new(Names.Result, result)]), EquatableArray<ParameterModel>.Empty, EquatableArray<string>.Empty, null));
    }
}
