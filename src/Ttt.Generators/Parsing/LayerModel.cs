using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Parsing;

/// <summary>A whole declaration as a value: no symbols, no syntax, no locations, no names of locals.</summary>
internal sealed record LayerModel(
    string Namespace,
    string ClassName,
    Policy Policy,
    Function InnerModel,
    Function? Loss,
    Function? Query,
    Function? Key,
    Function? Value,
    Function? Target,
    Function? FeatureMap,
    EquatableArray<Gate> Gates,
    EquatableArray<Update> Updates,
    Function? Ridge,
    EquatableArray<DimensionModel> Dimensions)
{
    /// <summary>Fully qualified name without <c>global::</c>; also the hint name of the generated file.</summary>
    public string FullName => Namespace.Length == 0 ? ClassName : Namespace + "." + ClassName;

    /// <summary>All functions, in the order of the derivation; their parameters are the layer's, each listed by the first that declares it.</summary>
    public IEnumerable<Function> Functions
        => new[] { InnerModel, Loss, Query, Key, Value, Target, FeatureMap }.Concat(Gates.Select(g => g.Function)).Concat(Updates.Select(u => u.Function)).Append(Ridge).OfType<Function>();

    /// <summary>The declared rate of all fast parameters that have none of their own.</summary>
    public Function? Rate => Gates.FirstOrDefault(g => g.Kind == GateKind.Rate && g.Of is null)?.Function;

    /// <summary>The gate of a kind for a fast parameter: its own, or the one for all that have none.</summary>
    public Gate? GateOf(GateKind kind, string parameter)
        => Gates.FirstOrDefault(g => g.Kind == kind && g.Of == parameter) ?? Gates.FirstOrDefault(g => g.Kind == kind && g.Of is null);

    public bool Has(GateKind kind) => Gates.Any(g => g.Kind == kind);
}

/// <summary>What the attribute says, defaults resolved. Enumerations travel as their member names, sets of views as their numbers.</summary>
internal sealed record Policy(
    string Name,
    string Mode,
    int MiniBatchSize,
    double BaseRate,
    string PositionFactor,
    bool ShareQk,
    bool Gate,
    int ConvKernel,
    bool Rope,
    double RopeBase,
    bool PostNorm)
{
    public bool RopeModulo { get; init; } = true;

    public bool Bias { get; init; }

    /// <summary>Views: 1 query, 2 key, 4 value.</summary>
    public int Convolve { get; init; }

    public int Silu { get; init; }

    public int L2Norm { get; init; }

    public bool HeadNorm { get; init; }

    public string GateActivation { get; init; } = "Gelu";

    public bool TanhGate { get; init; }

    public bool Bidirectional { get; init; }

    public string ReadOut { get; init; } = "UpdateThenApply";

    public string Decay { get; init; } = "AfterGradient";

    public string MomentumPer { get; init; } = "Token";

    public int Window { get; init; } = 1;

    public string Solver { get; init; } = "Gradient";
}

internal enum Scope
{
    InnerModel,
    Loss,
    Query,
    Key,
    Value,
    Target,
    FeatureMap,
    Rate,
    Retention,
    Momentum,
    WindowWeight,
    Update,
    Ridge,
}

/// <summary>
/// A method of the declaration. The graph's data inputs, one row a token, [b, dimension]: <c>@x</c> (inner model, with <c>@x:1</c>, <c>@x:2</c> for the tokens
/// before; views; feature map), <c>@y</c> and <c>@v</c> (loss of a prediction), <c>@k</c> (with <c>@k:1</c> …) and <c>@v</c> (loss that reads fast weights itself),
/// <c>@x</c> and, if it is read, <c>@k</c> (gates), <c>@v</c> and <c>@k</c> (target); of an update the matrices or vectors <c>@w</c>, <c>@step</c>, <c>@initial</c>, in
/// the shape of the weight. Parameter inputs have their checkpoint names; the only output is <c>result</c>. Parameters are what the method declares: what an
/// earlier one declared under the same name (fast weights in the loss, tied slow weights) is not listed again. Data dimensions are in the order of the
/// method's parameters; updates have none.
/// </summary>
internal sealed record Function(Scope Scope, Graph Graph, EquatableArray<ParameterModel> Parameters, EquatableArray<string> DataDimensions, string? ResultDimension);

internal enum GateKind
{
    Rate,
    Retention,
    Momentum,
    WindowWeight,
}

/// <summary>A quantity of the optimiser: for one fast parameter (its checkpoint name), or for all that have none of their own. Scalar [b,1], or a rate for every column [b,n].</summary>
internal sealed record Gate(GateKind Kind, string? Of, Function Function);

/// <summary>How a fast parameter (its checkpoint name) gets its new value; a method that serves several is here once for each, in their shapes.</summary>
internal sealed record Update(string Parameter, Function Function);

/// <summary>
/// A learned parameter. <paramref name="Name"/> is its checkpoint name (slow parameters outside the inner model are
/// scoped, <c>rate.r</c>, unless named by the user). Shapes in graphs: matrix [R,C], vector [1,N], scalar [1,1]. A fast
/// parameter that is not learned starts every sequence from its Init.
/// </summary>
internal sealed record ParameterModel(string Name, bool Fast, EquatableArray<string> Dimensions, string Init, bool Shared, bool Learned = true);

/// <summary>A dimension that the declaration uses: a fixed default size, a multiple of D, or neither (an option must say).</summary>
internal sealed record DimensionModel(string Name, int? Size, int? Multiple);
