using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Kernels;

namespace Ttt.Generators.Emit.Simd;

/// <summary>Writes one pass over the rows of a space: loads, operations in registers, row reductions, stores.</summary>
internal sealed class LoopWriter
{
    private readonly Graph _graph;
    private readonly LoopStep _loop;
    private readonly KernelMemory _memory;
    private readonly KernelNames _names;
    private readonly NameScope _scope;
    private readonly int[] _uses;
    private readonly bool _isVector;
    private readonly Dictionary<int, string> _registers = new();
    private readonly SourceWriter _start;
    private readonly SourceWriter _row;
    private readonly SourceWriter _body;
    private readonly SourceWriter _bodyEnd;
    private readonly SourceWriter _rowEnd;
    private readonly SourceWriter _end;
    private readonly Dictionary<string, string> _numbers = new();
    private readonly HashSet<string> _moving = new();
    private readonly List<string> _steps = new();
    private readonly HashSet<int> _contracted = new();
    private readonly VectorContext _context;
    private int _lanes;

    private LoopWriter(Graph graph, LoopStep loop, KernelMemory memory, KernelNames names, int[] uses, int indent)
    {
        (_graph, _loop, _memory, _names, _scope, _uses) = (graph, loop, memory, names, names.Method(), uses);
        _isVector = loop.Space.Rows.IsOne;
        var depth = indent + (_isVector ? 0 : 1);
        (_start, _row, _body, _bodyEnd, _rowEnd, _end) = (new(indent), new(depth), new(depth + 1), new(depth + 1), new(depth), new(indent));
        _context = new(names.Size, Number, Float, _isVector);
    }

    /// <summary>Writes the statements of a loop; returns how many buffers for partial sums it needs.</summary>
    public static int Write(SourceWriter writer, Graph graph, LoopStep loop, KernelMemory memory, KernelNames names, int[] uses)
    {
        var own = new LoopWriter(graph, loop, memory, names, uses, writer.Indent);
        own.Contract();
        foreach (var id in loop.Values)
            own.Value(id);
        foreach (var sum in loop.Sums)
            own.Sum(sum);
        own.Assemble(writer);
        return own._lanes;
    }

    private void Assemble(SourceWriter writer)
    {
        // Sizes are read once: stores might change fields, for all the compiler of the loop knows.
        writer.Line(_isVector ? $"nint columns = {_names.Size(_loop.Space.Columns)};" : $"nint rows = {_names.Size(_loop.Space.Rows)}, columns = {_names.Size(_loop.Space.Columns)};");
        _body.Append(_bodyEnd);
        writer.Append(_start);
        if (_isVector)
        {
            writer.Append(_row);
            using (writer.Block("for (nint j = 0; j < columns; j += Lanes)"))
                writer.Append(_body);
            writer.Append(_rowEnd);
        }
        else
            using (writer.Block($"for (nint r = 0; r < rows; {string.Join(", ", new[] { "r++" }.Concat(_steps))})"))
            {
                writer.Append(_row);
                using (writer.Block("for (nint j = 0; j < columns; j += Lanes)"))
                    writer.Append(_body);
                writer.Append(_rowEnd);
            }
        writer.Append(_end);
    }

    /// <summary>A product that only one sum of this loop reads becomes part of a fused multiply-add.</summary>
    private void Contract()
    {
        var own = new HashSet<int>(_loop.Values);
        foreach (var id in _loop.Values)
        {
            var node = _graph[id];
            if (node.Op is not (Add or Sub or SumColumns) || node.Op is not SumColumns && node.Arg(0) == node.Arg(1))
                continue;
            var order = node.Op is SumColumns ? new[] { 0 } : [1, 0];
            foreach (var i in order)
            {
                var product = node.Arg(i);
                if (own.Contains(product) && IsProduct(product) && _uses[product] == 1 && !_loop.Stored.Contains(new(product)) && !_contracted.Contains(product)
                    && (node.Op is not SumColumns || !IsMasked))
                {
                    _contracted.Add(product);
                    break;
                }
            }
        }
        foreach (var (rows, _) in _loop.Sums.SelectMany(s => s.Terms))
            if (IsProduct(rows) && _uses[rows] == 1)
                _contracted.Add(rows);
    }

    private bool IsProduct(int id) => _graph[id].Op is Mul or Square || _graph[id].Op is Scale { Factor.IsMinusOne: false };

    /// <summary>The last vector of a row may reach beyond it: rows of tokens are padded.</summary>
    private bool IsMasked => _loop.Space.Columns.Kind != ExtentKind.Dimension;

    private (string Left, string Right) Factors(int id)
    {
        var node = _graph[id];
        return node.Op switch
        {
            Square => (Text(node.Arg(0)), Text(node.Arg(0))),
            Scale s => (Number(s.Factor), Text(node.Arg(0))),
            _ => (Text(node.Arg(0)), Text(node.Arg(1))),
        };
    }

    private void Value(int id)
    {
        if (_contracted.Contains(id))
            return;
        var node = _graph[id];
        if (node.Op.Kernel == KernelRole.RowReduction)
        {
            Reduce(id);
            return;
        }
        var text = node.Op switch
        {
            Const c => Number(Coefficient.Of(c.Value)),
            Broadcast => Text(KernelSchedule.Operand(_graph, id)),
            Add or Sub when Fused(node) is { } fused => fused,
            _ => node.Op.Vector(node.Args.Select(Text).ToArray(), _context),
        };
        _registers[id] = _scope.Claim(NameScope.Clean(_names.Hint(id)));
        _body.Line($"var {_registers[id]} = {text};");
        if (_loop.Stored.Contains(new(id)))
            (_loop.Replacing.Contains(new(id)) ? _bodyEnd : _body).Line($"Store({_registers[id]}, {Pointer(id)}, j);");
    }

    private string? Fused(Node node)
    {
        if (_contracted.Contains(node.Arg(1)))
        {
            var (left, right) = Factors(node.Arg(1));
            return $"{(node.Op is Sub ? "NegateMultiplyAdd" : "MultiplyAdd")}({left}, {right}, {Text(node.Arg(0))})";
        }
        if (_contracted.Contains(node.Arg(0)))
        {
            var (left, right) = Factors(node.Arg(0));
            return $"{(node.Op is Sub ? "MultiplySubtract" : "MultiplyAdd")}({left}, {right}, {Text(node.Arg(1))})";
        }
        return null;
    }

    private void Reduce(int id)
    {
        var (arg, sum) = (_graph[id].Arg(0), _graph[id].Op is SumColumns);
        var name = _scope.Claim(NameScope.Clean(_names.Hint(id)));
        _row.Line($"var {name} = {(sum ? "Zero" : "Create(float.NegativeInfinity)")};");
        if (sum && _contracted.Contains(arg))
        {
            var (left, right) = Factors(arg);
            _body.Line($"{name} = MultiplyAdd({left}, {right}, {name});");
        }
        else
            _body.Line($"{name} = {(sum ? "Add" : "Max")}({name}, {(IsMasked ? $"Take({Text(arg)}, {_names.Size(_loop.Space.Columns)} - j)" : Text(arg))});");
        var lanes = $"lanes{_lanes++}";
        _rowEnd.Line($"Store({name}, {lanes}, {(_isVector ? "0" : "r * Lanes")});");
        _end.Line($"{(sum ? "LaneSums" : "LaneMaxima")}({_names.Size(_loop.Space.Rows)}, {lanes}, {_memory.At(new(id))});");
    }

    /// <summary>A sum over the rows: its place takes every row in turn.</summary>
    private void Sum(LoopSum sum)
    {
        var at = Origin(sum.Result);
        var start = sum.Init is { } init ? $"Load({_memory.At(init)}, j)" : "Zero";
        using (_start.Block("for (nint j = 0; j < columns; j += Lanes)"))
            _start.Line($"Store({start}, {at}, j);");
        var value = $"Load({at}, j)";
        foreach (var (rows, subtract) in sum.Terms)
            value = _contracted.Contains(rows) && Factors(rows) is var (left, right)
                ? $"{(subtract ? "NegateMultiplyAdd" : "MultiplyAdd")}({left}, {right}, {value})"
                : $"{(subtract ? "Subtract" : "Add")}({value}, {Text(rows)})";
        _body.Line($"Store({value}, {at}, j);");
    }

    /// <summary>An operand: computed here, a number, or loaded once.</summary>
    private string Text(int operand)
    {
        var id = KernelSchedule.Operand(_graph, operand);
        if (_registers.TryGetValue(operand, out var own))
            return own;
        if (_registers.TryGetValue(id, out own))
            return own;
        if (_graph[id].Op is Const number)
            return Number(Coefficient.Of(number.Value));
        var shape = _graph[id].Shape;
        var name = _registers[id] = _scope.Claim(NameScope.Clean(_names.Hint(id)));
        if (shape.IsScalar && !_loop.Space.IsScalar)
            _start.Line($"var {name} = Broadcast({_memory.At(new(id))}, 0);");
        else if (!_isVector && shape.Columns.IsOne)
            _row.Line($"var {name} = Broadcast({Origin(id)}, r);");
        else
            _body.Line($"var {name} = Load({Pointer(id)}, j);");
        return name;
    }

    /// <summary>A pointer to the row of a value.</summary>
    private string Pointer(int id)
    {
        var origin = Origin(id);
        var shape = _graph[id].Shape;
        if (_isVector || shape.Rows.IsOne)
            return origin;
        if (_moving.Add(origin))
            _steps.Add($"{origin} += {Stride(shape)}");
        return origin;
    }

    private string Stride(Shape shape)
    {
        var stride = _names.Stride(shape, isOwn: true);
        if (shape.Columns == _loop.Space.Columns && shape.Columns.Kind == ExtentKind.Dimension)
            return "columns";
        if (!_numbers.TryGetValue(stride, out var local))
        {
            local = _numbers[stride] = _scope.Claim("stride");
            _start.Line($"var {local} = {stride};");
        }
        return local;
    }

    private string Origin(int id)
    {
        var at = _memory.At(new(id));
        if (!_numbers.TryGetValue(at, out var local))
        {
            local = _numbers[at] = _scope.Claim(NameScope.Clean(_names.Hint(id)) + "At");
            _start.Line($"var {local} = {at};");
        }
        return local;
    }

    private string Number(Coefficient coefficient)
    {
        if (coefficient.Powers.Count == 0)
            return $"Create({Float(coefficient.Value)})";
        var text = $"Create((float)({coefficient.ToText(e => _names.Size(e))}))";
        if (!_numbers.TryGetValue(text, out var local))
        {
            local = _numbers[text] = _scope.Claim("factor");
            _start.Line($"var {local} = {text};");
        }
        return local;
    }

    private static string Float(double value)
        => double.IsPositiveInfinity(value) ? "float.PositiveInfinity" : double.IsNegativeInfinity(value) ? "float.NegativeInfinity" : double.IsNaN(value) ? "float.NaN"
            : value.ToString("R", System.Globalization.CultureInfo.InvariantCulture) + "f";
}
