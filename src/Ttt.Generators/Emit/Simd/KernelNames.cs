using System.Collections.Generic;
using System.Globalization;
using Ttt.Generators.Ir;
using Ttt.Generators.Kernels;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Emit.Simd;

/// <summary>The identifiers of one kernel class.</summary>
internal sealed class KernelNames
{
    private readonly Graph _graph;
    private readonly NameScope _scope;
    private readonly IReadOnlyDictionary<int, string> _hints;
    private readonly Dimensions _dimensions;
    private int _buffers;

    public KernelNames(Graph graph, NameScope scope, InnerGradients inner, Dimensions dimensions)
    {
        (_graph, _dimensions) = (graph, dimensions);
        _hints = ValueHints.Of(graph, inner);
        _scope = new NameScope(scope).Reserve(
            "S", "V", "b", "e", "r", "j", "strideB", "strideE", "sizes", "rows", "columns", "keys", "arena", "inputs", "outputs", "slow", "carried", "Lanes", "Zero", "RoundUp",
            "Load", "Store", "Create", "Broadcast", "Add", "Subtract", "Multiply", "Divide", "Negate", "Max", "MultiplyAdd", "NegateMultiplyAdd", "MultiplySubtract", "Take", "Drop",
            "Exp", "Log", "Tanh", "Sigmoid", "Erf", "Relu", "Step", "Sqrt", "Rsqrt", "Square", "Pow", "Product", "VectorProduct", "Transpose", "ColumnSums", "LaneSums", "LaneMaxima",
            "CumulativeProduct", "Retained", "SolveLower", "Shift", "Copy", "CopyExact", "Fill", "Lower", "Prepare", "Begin", "Run", "End", "Ptr");
    }

    /// <summary>A scope for the locals of one method.</summary>
    public NameScope Method() => new(_scope);

    public string Hint(int id)
        => _graph[id].Op is Input input ? ValueHints.InputHint(input.Name) : _hints.TryGetValue(id, out var hint) ? hint : ValueHints.ByOperation(_graph, id);

    public string Field(int id) => _scope.Claim(Hint(id), Dimensions.Suffix(_graph[id].Shape));

    public string Field(Place place)
        => place.Turned ? _scope.Claim(Hint(place.Id) + "T", Dimensions.Suffix(_graph[place.Id].Shape.Transposed)) : Field(place.Id);

    public string Own(string hint) => _scope.Claim(hint);

    public string Buffer() => "buffer" + (++_buffers).ToString(CultureInfo.InvariantCulture);

    public string Size(Extent extent) => extent.Kind switch
    {
        ExtentKind.One => "1",
        ExtentKind.Tokens => "b",
        ExtentKind.Keys => "e",
        _ => _dimensions.Size(extent.Name),
    };

    /// <summary>Floats from one row to the next. Rows of tokens are padded to whole vectors; dimensions are whole numbers of vectors as they are.</summary>
    public string Stride(Shape shape) => shape.Columns.Kind switch
    {
        ExtentKind.One => "1",
        ExtentKind.Tokens => "strideB",
        ExtentKind.Keys => "strideE",
        _ => _dimensions.Size(shape.Columns.Name),
    };
}
