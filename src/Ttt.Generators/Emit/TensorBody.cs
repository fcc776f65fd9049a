using System;
using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Emit;

/// <summary>Writes values of a graph as TorchSharp statements, one a value.</summary>
internal sealed class TensorBody
{
    private readonly Graph _graph;
    private readonly NameScope _scope;
    private readonly IReadOnlyDictionary<int, string> _hints;
    private readonly TorchContext _context;
    private readonly string[] _leading;
    private readonly bool[] _literals;

    /// <summary>Prepares a graph for writing; <paramref name="leading"/> names the axes before rows and columns: B, H and, for whole mini-batches, N.</summary>
    public TensorBody(Graph graph, NameScope scope, IReadOnlyDictionary<int, string> hints, Dimensions dimensions, string[] leading)
    {
        _graph = graph;
        _scope = scope;
        _hints = hints;
        _leading = leading;
        _literals = Literals(graph);
        string Size(Extent extent) => extent.Kind switch
        {
            ExtentKind.One => "1",
            ExtentKind.Tokens => Use("b"),
            ExtentKind.Keys => Use("e"),
            _ => dimensions.Size(extent.Name),
        };
        string Full(Shape shape) => string.Join(", ", _leading.Select(Use).Concat([Size(shape.Rows), Size(shape.Columns)]));
        _context = new TorchContext(Size, Full, (shape, value) =>
            $"{Torch}.full(new long[] {{ {Full(shape)} }}, {NameScope.Literal(value)}, dtype: {Use("dtype")}, device: {Use("device")})",
            (rows, columns, value) => $"{Torch}.{(value == 1 ? "ones" : "zeros")}(new long[] {{ {rows}, {columns} }}, dtype: {Use("dtype")}, device: {Use("device")})");
    }

    public const string Torch = "global::TorchSharp.torch";

    public const string Tensor = "global::TorchSharp.torch.Tensor";

    /// <summary>Extents and properties that the text mentions and the method must define: B, H, N, b, e, dtype, device.</summary>
    public HashSet<string> Used { get; } = new();

    public string Use(string name)
    {
        Used.Add(name);
        return name;
    }

    public string Claim(int id) => _scope.Claim(HintOf(id), Dimensions.Suffix(_graph[id].Shape));

    public string HintOf(int id)
        => _graph[id].Op is Input input ? ValueHints.InputHint(input.Name) : _hints.TryGetValue(id, out var hint) ? hint : ValueHints.ByOperation(_graph, id);

    /// <summary>A numeric operand that is written as a literal instead of a tensor.</summary>
    public bool IsLiteral(int id) => _literals[id];

    private static bool[] Literals(Graph graph)
    {
        var literal = new bool[graph.Nodes.Count];
        for (var id = 0; id < literal.Length; id++)
            literal[id] = graph[id].Op is Const;
        foreach (var output in graph.Outputs)
            literal[output.Id] = false;
        foreach (var node in graph.Nodes)
            for (var i = 0; i < node.Args.Count; i++)
                literal[node.Arg(i)] &= node.Op is Div && i == 0 && node.Arg(1) != node.Arg(0);
        return literal;
    }

    /// <summary>The right-hand side of a value, its operands named by <paramref name="name"/>.</summary>
    public string Text(int id, Func<int, string> name)
    {
        var node = _graph[id];
        return node.Op.Torch(node.Args.Select(a => IsLiteral(a) ? NameScope.Literal(((Const)_graph[a].Op).Value) : name(a)).ToArray(), _context);
    }
}
