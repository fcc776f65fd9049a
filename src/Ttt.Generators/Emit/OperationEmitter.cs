using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Emit;

/// <summary>Writes how many operations the matrix products of a layer's programs are.</summary>
internal static class OperationEmitter
{
    private const string Operations = "global::Ttt.Layers.ScanOperations";

    /// <summary>The counts of the programs that run: those of whole mini-batches where there are any, else token by token.</summary>
    public static void Write(SourceWriter writer, LayerPrograms programs, BlockPrograms? blocks, Dimensions dimensions)
    {
        var (forward, backward) = blocks is null ? ByToken(programs)
            : (ProductCount.Forward(blocks.Forward.Graph), ProductCount.Backward(blocks.Forward.Graph));
        writer.Line();
        writer.Line("/// <summary>Operations of the matrix products of one head and one mini-batch.</summary>");
        writer.Line($"public override {Operations}? Operations(int rows, int keys) => new {Operations}(");
        writer.Line($"    {Text(forward, dimensions)},");
        writer.Line($"    {Text(backward, dimensions)},");
        writer.Line($"    {Text(Decode(programs), dimensions)});");
    }

    private static (List<CountTerm> Forward, List<CountTerm> Backward) ByToken(LayerPrograms programs)
    {
        var forward = ProductCount.Forward(programs.Primal, outer: true).ForEachRow();
        var backward = ProductCount.Backward(programs.Primal, outer: true).ForEachRow();
        if (programs.Boundary is not { } boundary)
            return (forward, backward);
        return (ProductCount.Sum(forward.Concat(ProductCount.Forward(boundary))), ProductCount.Sum(backward.Concat(ProductCount.Backward(boundary))));
    }

    private static List<CountTerm> Decode(LayerPrograms programs)
    {
        var token = (programs.Dual is { Rows: not null } dual ? ProductCount.Forward(dual.Decode) : ProductCount.Forward(programs.Primal, outer: true)).ForEachRow();
        return programs.Boundary is { } boundary ? ProductCount.Sum(token.Concat(ProductCount.Forward(boundary))) : token;
    }

    private static string Text(List<CountTerm> terms, Dimensions dimensions)
        => terms.Count == 0 ? "0" : string.Join(" + ", terms.Select(t => string.Join(" * ", t.Factors.Select(f => Name(f, dimensions)).Prepend(Number(t.Coefficient)))));

    // a double in front keeps the whole term out of integer arithmetic
    private static string Number(double value) => value == (long)value ? value.ToString("0.0", CultureInfo.InvariantCulture) : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Name(Factor factor, Dimensions dimensions)
        => factor.Kind switch
        {
            FactorKind.Rows => "rows",
            FactorKind.RowsAndOne => "(rows + 1)",
            FactorKind.Keys => "keys",
            FactorKind.Kept => "(keys - rows + 1)",
            _ => dimensions.Size(factor.Dimension),
        };
}
