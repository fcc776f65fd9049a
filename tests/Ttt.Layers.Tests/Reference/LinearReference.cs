namespace Ttt.Layers.Tests.Reference;

/// <summary>TTT-Linear around the program written by hand.</summary>
sealed class LinearReference(TttLayerOptions options, bool hasDual = true)
    : TttLayer(Declared, options, sizes => hasDual ? new LinearProgram(sizes) : new PrimalOnly(new LinearProgram(sizes)))
{
    internal static LayerDeclaration Declared { get; } = new()
    {
        Name = "linear-reference",
        ClassName = nameof(LinearReference),
        InputDimension = "D",
        OutputDimension = "D",
        Parameters =
        [
            new("W1", ParameterKind.Fast, ParameterScope.InnerModel, ["D", "D"], Init.Default, false),
            new("b1", ParameterKind.Fast, ParameterScope.InnerModel, ["D"], Init.Default, false),
            new("ttt_norm_weight", ParameterKind.Slow, ParameterScope.InnerModel, ["D"], Init.One, false),
            new("ttt_norm_bias", ParameterKind.Slow, ParameterScope.InnerModel, ["D"], Init.Default, false),
        ],
        Dimensions = [new("D", null, null)],
        Explanation = "f(x) = x + LN(x W1 + b1)",
    };
}
