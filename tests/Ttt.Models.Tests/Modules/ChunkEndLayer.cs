using Ttt.Layers;
using Ttt.Models.Tests.Modules;

[assembly: TttLayerExport(typeof(ChunkEndLayer))]

namespace Ttt.Models.Tests.Modules;

/// <summary>Declares a read-out that sees later tokens; no language model gets as far as making one.</summary>
public static class ChunkEndLayer
{
    public static LayerDeclaration Declaration { get; } = new()
    {
        Name = "chunk-end",
        ClassName = nameof(ChunkEndLayer),
        ReadOut = ReadOut.ChunkEnd,
        InputDimension = "D",
        OutputDimension = "D",
        Parameters = [new("W", ParameterKind.Fast, ParameterScope.InnerModel, ["D", "D"], Init.Default, false)],
        Dimensions = [new("D", null, null)],
        Explanation = "f(x) = x W",
    };
}
