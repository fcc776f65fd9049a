using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Kernels;

namespace Ttt.Generators.Emit.Cuda;

/// <summary>
/// Writes one pass over the elements of a space. Where rows are reduced, a team of lanes takes a row; elsewhere every thread takes elements.
/// </summary>
internal sealed class CudaLoop
{
    private readonly Graph _graph;
    private readonly LoopStep _loop;
    private readonly KernelMemory _memory;
    private readonly KernelNames _names;
    private readonly NameScope _scope;
    private readonly bool _isVector;
    private readonly bool _reduces;
    private readonly Dictionary<int, string> _registers = new();
    private readonly SourceWriter _row;
    private readonly SourceWriter _body;
    private readonly SourceWriter _bodyEnd;
    private readonly SourceWriter _rowEnd;
    private readonly VectorContext _context;

    private CudaLoop(Graph graph, LoopStep loop, KernelMemory memory, KernelNames names, SourceWriter writer)
    {
        (_graph, _loop, _memory, _names, _scope) = (graph, loop, memory, names, names.Method());
        _isVector = loop.Space.Rows.IsOne;
        _reduces = loop.Values.Any(id => graph[id].Op.Kernel == KernelRole.RowReduction);
        var depth = _reduces ? 2 : 1;
        (_row, _body, _bodyEnd, _rowEnd) = (writer.Deeper(1), writer.Deeper(depth), writer.Deeper(depth), writer.Deeper(1));
        _context = new(names.Size, Number, Float, _isVector);
    }

    public static void Write(SourceWriter writer, Graph graph, LoopStep loop, KernelMemory memory, KernelNames names)
    {
        var own = new CudaLoop(graph, loop, memory, names, writer);
        foreach (var id in loop.Values)
            own.Value(id);
        own.Assemble(writer);
    }

    /// <summary>A number of C++.</summary>
    public static string Float(double value)
    {
        if (double.IsNaN(value) || double.IsInfinity(value))
            return double.IsNaN(value) ? "NotANumber" : value > 0 ? "Infinity" : "-Infinity";
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return (text.Contains(".") || text.Contains("E") ? text : text + ".0") + "f";
    }

    private void Assemble(SourceWriter writer)
    {
        var (rows, columns) = (_names.Size(_loop.Space.Rows), _names.Size(_loop.Space.Columns));
        _body.Append(_bodyEnd);
        using (writer.Block(_reduces ? $"TTT_ROWS(r, {rows})" : _isVector ? $"TTT_VECTOR(j, {columns})" : $"TTT_ELEMENTS(r, j, {rows}, {columns})"))
        {
            writer.Append(_row);
            if (_reduces)
                using (writer.Block($"TTT_COLUMNS(j, {columns})"))
                    writer.Append(_body);
            else
                writer.Append(_body);
            writer.Append(_rowEnd);
        }
    }

    private void Value(int id)
    {
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
            _ => node.Op.Vector(node.Args.Select(Text).ToArray(), _context),
        };
        _registers[id] = _scope.Claim(NameScope.Clean(_names.Hint(id)));
        _body.Line($"const float {_registers[id]} = {text};");
        if (_loop.Stored.Contains(new(id)))
            (_loop.Replacing.Contains(new(id)) ? _bodyEnd : _body).Line($"{At(id)} = {_registers[id]};");
    }

    private void Reduce(int id)
    {
        var sum = _graph[id].Op is SumColumns;
        var name = _scope.Claim(NameScope.Clean(_names.Hint(id)));
        _row.Line($"float {name} = {(sum ? "0.0f" : "-Infinity")};");
        _body.Line($"{name} = {(sum ? "Add" : "Max")}({name}, {Text(_graph[id].Arg(0))});");
        _rowEnd.Line($"{_memory.At(new(id))}[r] = {(sum ? "RowSum" : "RowMaximum")}({name});");
    }

    /// <summary>An operand: computed here, a number, or loaded once.</summary>
    private string Text(int operand)
    {
        var id = KernelSchedule.Operand(_graph, operand);
        if (_registers.TryGetValue(operand, out var own) || _registers.TryGetValue(id, out own))
            return own;
        if (_graph[id].Op is Const number)
            return Number(Coefficient.Of(number.Value));
        var shape = _graph[id].Shape;
        var name = _registers[id] = _scope.Claim(NameScope.Clean(_names.Hint(id)));
        var isOfRow = _reduces && (shape.IsScalar && !_loop.Space.IsScalar || !_isVector && shape.Columns.IsOne);
        (isOfRow ? _row : _body).Line($"const float {name} = {At(id)};");
        return name;
    }

    private string At(int id)
    {
        var shape = _graph[id].Shape;
        var index = shape.IsScalar ? "0" : _isVector || shape.Rows.IsOne ? "j" : shape.Columns.IsOne ? "r" : $"r * {_memory.Stride(new(id))} + j";
        return $"{_memory.At(new(id))}[{index}]";
    }

    private string Number(Coefficient coefficient)
        => coefficient.Powers.Count == 0 ? Float(coefficient.Value) : $"(float)({coefficient.ToText(_names.Size)})";
}
