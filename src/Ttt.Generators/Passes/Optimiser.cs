using System.Collections.Generic;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;

namespace Ttt.Generators.Passes;

/// <summary>Where the rows of a program begin.</summary>
internal enum Start
{
    /// <summary>At a boundary: nothing has accumulated.</summary>
    Boundary,

    /// <summary>Anywhere inside a mini-batch.</summary>
    Offset,

    /// <summary>At a boundary, and there is one after every row: online descent written for many rows.</summary>
    Online,
}

/// <summary>
/// An optimiser that is linear in the gradients, as a recipe for coefficients: the weights that row i reads are
/// W_i = α_i W − Σ_s ρ^s_i X_s − Σ_j C_ij ∇_j, with X_s what is carried in. Rates, retention γ, momentum m, windows and the
/// position factor τ only enter here. S ← m S + λ∇, A ← γ A + S (or + λ∇), W_i = β_i W − τ_i A_i.
/// </summary>
internal sealed class Optimiser(GraphBuilder g, LayerModel model, Start start) : IRowCoefficients
{
    private static readonly Shape Column = new(Extent.Tokens, Extent.One);

    private static readonly Shape Square = new(Extent.Tokens, Extent.Tokens);

    public bool HasWindow { get; } = GateInputs.HasWindow(model);

    /// <summary>τ of every row. Online it is part of the row's own step.</summary>
    private int Position => start == Start.Online ? One : Given;

    private int Given => g.Input(Names.Position, InputRole.Data, Column);

    private int One => g.Const(1, Column);

    private int? GateColumn(GateKind kind, string parameter)
        => GateInputs.Of(model, kind, parameter) is { Columns.IsOne: true } gate ? g.Input(gate.Name, InputRole.Data, Column) : null;

    public int? Retention(string parameter) => GateColumn(GateKind.Retention, parameter);

    private int? TokenMomentum(string parameter) => PerMiniBatch ? null : GateColumn(GateKind.Momentum, parameter);

    private bool PerMiniBatch { get; } = model.Policy.MomentumPer == "MiniBatch";

    private int Mask
    {
        get
        {
            var mask = g.Input(Names.Mask, InputRole.Data, Column);
            return start == Start.Online ? g.Mul(Given, mask) : mask;
        }
    }

    /// <summary>λ of every row; 1 where it is a rate by column, which scales the gradient's rows instead.</summary>
    private int Rate(string parameter)
    {
        var rate = GateColumn(GateKind.Rate, parameter) ?? One;
        var inStep = start == Start.Online && GateInputs.Of(model, GateKind.Momentum, parameter) is null;
        return inStep ? g.Mul(Given, rate) : rate;
    }

    /// <summary>A rate by column [b,n], or null.</summary>
    public int? ColumnRates(string parameter)
        => GateInputs.Of(model, GateKind.Rate, parameter) is { Columns.IsOne: false } gate ? g.Input(gate.Name, InputRole.Data, new(Extent.Tokens, gate.Columns)) : null;

    /// <summary>α: what is left of the old weights at every row, or null where all is.</summary>
    public int? Alpha(string parameter)
    {
        if (Retention(parameter) is not { } gamma)
            return null;
        var left = g.CumProd(gamma);
        return start == Start.Offset ? g.Mul(Kept(parameter), left) : left;
    }

    private int Kept(string parameter) => g.Input(Names.Kept(model.GateOf(GateKind.Retention, parameter)!.Of ?? ""), InputRole.State, Shape.Scalar);

    /// <summary>What later rows leave of an earlier row's part: γ products, or all of it.</summary>
    private int Later(string parameter) => Retention(parameter) is { } gamma ? g.Retained(gamma) : g.Tril(g.Const(1, Square));

    /// <summary>The rows' own steps as coefficients of the key rows [b,e]: the rate, spread over a window.</summary>
    private int Windowed(string parameter)
        => g.Band(g.Mul(Rate(parameter), g.Transpose(g.Input(Names.Weight, InputRole.Data, new(Extent.Keys, Extent.One)))));

    /// <summary>The momentum buffer at every row in terms of the key rows' gradients.</summary>
    private int Buffer(string parameter, int momentum)
        => HasWindow ? g.MatMul(g.Retained(momentum), Windowed(parameter)) : g.Mul(g.Retained(momentum), g.Transpose(Rate(parameter)));

    /// <summary>A_i in terms of the key rows' gradients, [b,e].</summary>
    private int Accumulated(string parameter)
    {
        if (TokenMomentum(parameter) is { } momentum)
            return g.MatMul(Later(parameter), g.Mul(Mask, Buffer(parameter, momentum)));
        if (HasWindow)
            return g.MatMul(Later(parameter), Windowed(parameter));
        return Retention(parameter) is null
            ? g.Tril(g.Broadcast(g.Transpose(Rate(parameter)), Square))
            : g.Mul(Later(parameter), g.Transpose(Rate(parameter)));
    }

    /// <summary>C [b,e].</summary>
    public int Coefficients(string parameter)
        => TokenMomentum(parameter) is null && !HasWindow && Retention(parameter) is null
            ? g.Tril(g.Broadcast(g.Mul(Position, g.Transpose(Rate(parameter))), Square))
            : g.Mul(Position, Accumulated(parameter));

    /// <summary>What row i reads of what was carried in: W_i contains −ρ_i X.</summary>
    public IEnumerable<(int Rho, string State)> Carried(string parameter)
    {
        if (start == Start.Offset)
            yield return (Retention(parameter) is { } gamma ? g.Mul(Position, g.CumProd(gamma)) : Position, Names.Sum(parameter));
        if (TokenMomentum(parameter) is { } momentum)
            yield return (g.Mul(Position, FromBuffer(parameter, momentum)), Names.Velocity(parameter));
        if (MeanMomentum(parameter) is { } mean)
            yield return (mean, Names.Velocity(parameter));
    }

    /// <summary>φ: what the buffer that was carried in has added to A_i.</summary>
    private int FromBuffer(string parameter, int momentum) => g.MatMul(Later(parameter), g.Mul(Mask, g.CumProd(momentum)));

    /// <summary>The mean of a gate that moves once a mini-batch, over the tokens so far, at every row.</summary>
    private int? MeanMomentum(string parameter)
    {
        if (!PerMiniBatch || GateColumn(GateKind.Momentum, parameter) is not { } gate)
            return null;
        var (sum, count) = (RunningSum(g.Mul(Mask, gate)), RunningSum(Mask));
        if (start == Start.Offset)
            (sum, count) = (g.Add(sum, GateSum(parameter)), g.Add(count, Count));
        return g.Div(sum, AtLeastOne(g, count));
    }

    private int RunningSum(int column) => g.MatMul(g.Tril(g.Const(1, Square)), column);

    private int GateSum(string parameter) => g.Input(Names.GateSum(model.GateOf(GateKind.Momentum, parameter)!.Of ?? ""), InputRole.State, Shape.Scalar);

    private int Count => g.Input(Names.Count, InputRole.State, Shape.Scalar);

    /// <summary>max(1, n): a mini-batch of padding alone has no mean.</summary>
    public static int AtLeastOne(GraphBuilder g, int n) => g.AddConst(g.Relu(g.AddConst(n, -1)), 1);

    /// <summary>How the step of the whole mini-batch is made of the key rows' gradients, [e,1].</summary>
    public int StepColumn(string parameter) => g.Mul(g.Transpose(g.LastRow(Accumulated(parameter))), g.LastRow(Position));

    /// <summary>How the sums after the rows are made of the key rows' gradients, [e,1].</summary>
    public int SumColumn(string parameter) => g.Transpose(g.LastRow(Accumulated(parameter)));

    /// <summary>How the buffer after the rows is made of the key rows' gradients, [e,1]; null without one.</summary>
    public int? BufferColumn(string parameter) => TokenMomentum(parameter) is { } momentum ? g.Transpose(g.LastRow(Buffer(parameter, momentum))) : null;

    /// <summary>What is left of the buffer after the rows.</summary>
    public int BufferLeft(string parameter) => g.LastRow(g.CumProd(TokenMomentum(parameter)!.Value));

    /// <summary>What the sums keep of themselves over the rows; null for all.</summary>
    public int? SumLeft(string parameter) => Retention(parameter) is { } gamma ? g.LastRow(g.CumProd(gamma)) : null;

    /// <summary>What the buffer carried in adds to the sums over the rows; null without one.</summary>
    public int? SumFromBuffer(string parameter) => TokenMomentum(parameter) is { } momentum ? g.LastRow(FromBuffer(parameter, momentum)) : null;

    /// <summary>The shared scalars after the rows.</summary>
    public IEnumerable<Output> NextScalars()
    {
        foreach (var key in StateSlots.Keys(model, GateKind.Retention))
            yield return new(Names.Next(Names.Kept(key)), g.Mul(g.Input(Names.Kept(key), InputRole.State, Shape.Scalar), g.LastRow(g.CumProd(g.Input(Names.Gate(GateKind.Retention, key), InputRole.Data, Column)))));
        if (!PerMiniBatch || !model.Has(GateKind.Momentum))
            yield break;
        foreach (var key in StateSlots.Keys(model, GateKind.Momentum))
            yield return new(Names.Next(Names.GateSum(key)), g.Add(g.Input(Names.GateSum(key), InputRole.State, Shape.Scalar), g.SumRows(g.Mul(Mask, g.Input(Names.Gate(GateKind.Momentum, key), InputRole.Data, Column)))));
        yield return new(Names.Next(Names.Count), g.Add(Count, g.SumRows(Mask)));
    }
}
