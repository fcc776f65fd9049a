using System.Collections.Generic;
using System.Globalization;
using Ttt.Generators.Ir;
using Ttt.Generators.Kernels;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Emit;

/// <summary>The identifiers of one kernel, and how its machine lays values out.</summary>
internal sealed class KernelNames
{
    private readonly Graph _graph;
    private readonly NameScope _scope;
    private readonly IReadOnlyDictionary<int, string> _hints;
    private readonly Dimensions _dimensions;
    private readonly KernelMachine _machine;
    private int _buffers;

    public KernelNames(Graph graph, NameScope scope, InnerGradients inner, Dimensions dimensions, KernelMachine machine)
    {
        (_graph, _dimensions, _machine) = (graph, dimensions, machine);
        _hints = ValueHints.Of(graph, inner);
        _scope = new NameScope(scope).Reserve([.. machine.Words]).Reserve(
            "b", "e", "r", "j", "rows", "columns", "keys", "inputs", "outputs", "slow", "carried", "Create", "Add", "Subtract", "Multiply", "Divide", "Negate", "Max", "MultiplyAdd",
            "NegateMultiplyAdd", "MultiplySubtract", "Take", "Drop", "Exp", "Log", "Tanh", "Sigmoid", "Erf", "Relu", "Step", "Sqrt", "Rsqrt", "Square", "Pow", "Product", "VectorProduct",
            "Transpose", "ColumnSums", "CumulativeProduct", "Retained", "SolveLower", "SolveRidge", "Shift", "Copy", "CopyExact", "Fill", "Prepare", "Begin", "Run", "End", "Reserve", "Fetch", "Receive", "FetchRows", "ReceiveRows", "Place", "Ahead", "Choose", "Deliver", "isOdd");
    }

    /// <summary>A scope for the locals of one method.</summary>
    public NameScope Method() => new(_scope);

    public string Hint(int id)
        => _machine.Spell(_graph[id].Op is Input input ? ValueHints.InputHint(input.Name) : _hints.TryGetValue(id, out var hint) ? hint : ValueHints.ByOperation(_graph, id));

    public string Field(int id) => _scope.Claim(Hint(id), _machine.Spell(Dimensions.Suffix(_graph[id].Shape)));

    public string Field(Place place)
        => place.Turned ? _scope.Claim(Hint(place.Id) + "T", _machine.Spell(Dimensions.Suffix(_graph[place.Id].Shape.Transposed))) : Field(place.Id);

    public string Own(string hint) => _scope.Claim(hint);

    public string Buffer() => "buffer" + (++_buffers).ToString(CultureInfo.InvariantCulture);

    public string Size(Extent extent) => extent.Kind switch
    {
        ExtentKind.One => "1",
        ExtentKind.Tokens => "b",
        ExtentKind.Keys => "e",
        _ => _machine.Spell(_dimensions.Size(extent.Name)),
    };

    /// <summary>Floats from one row to the next.</summary>
    public string Stride(Shape shape, bool isOwn) => _machine.Stride(shape, isOwn, Size);

    /// <summary>Floats that a value takes in a buffer.</summary>
    public string Floats(Shape shape) => _machine.Floats(shape, Size);

    /// <summary>Whether a value is read, or computed, where the caller has it.</summary>
    public bool IsDirect(Shape shape) => _machine.IsDirect(shape);

    /// <summary>Whether results that are read again are delivered from memory of the kernel's own.</summary>
    public bool Delivers => _machine.Delivers;

    /// <summary>Whether rows of the caller are fetched ahead.</summary>
    public bool IsFetched(Shape shape) => _machine.IsFetched(shape);
}
