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
    Function? Rate,
    EquatableArray<DimensionModel> Dimensions)
{
    /// <summary>Fully qualified name without <c>global::</c>; also the hint name of the generated file.</summary>
    public string FullName => Namespace.Length == 0 ? ClassName : Namespace + "." + ClassName;
}

/// <summary>What the attribute says. Enumerations travel as their member names.</summary>
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
    bool PostNorm);

internal enum Scope
{
    InnerModel,
    Loss,
    Query,
    Key,
    Value,
    Rate,
}

/// <summary>
/// A method of the declaration. The graph's data inputs are <c>@x</c> (inner model, views, rate) or <c>@y</c> and
/// <c>@v</c> (loss), one row a token: shape [b, dimension]; parameter inputs have their checkpoint names; the only
/// output is <c>result</c>.
/// </summary>
internal sealed record Function(Scope Scope, Graph Graph, EquatableArray<ParameterModel> Parameters, EquatableArray<string> DataDimensions, string? ResultDimension);

/// <summary>
/// A learned parameter. <paramref name="Name"/> is its checkpoint name (slow parameters outside the inner model are
/// scoped, <c>rate.r</c>, unless named by the user). Shapes in graphs: matrix [R,C], vector [1,N], scalar [1,1].
/// </summary>
internal sealed record ParameterModel(string Name, bool Fast, EquatableArray<string> Dimensions, string Init, bool Shared);

/// <summary>A dimension that the declaration uses: a fixed default size, a multiple of D, or neither (an option must say).</summary>
internal sealed record DimensionModel(string Name, int? Size, int? Multiple);
