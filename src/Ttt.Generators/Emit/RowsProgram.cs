using System;
using System.Collections.Generic;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Emit;

/// <summary>A program on the rows of one mini-batch (or on one token): straight-line code on [B,H,rows,columns] tensors.</summary>
internal sealed class RowsProgram
{
    private readonly ProgramContext _context;
    private readonly Graph _graph;
    private readonly TensorBody _body;
    private readonly string[] _names;
    private readonly HashSet<int> _returned = new();
    private readonly string _position;

    private RowsProgram(ProgramContext context, Graph graph, NameScope scope, string position)
    {
        _context = context;
        _graph = graph;
        _body = context.Body(graph, scope, batched: false);
        _names = new string[graph.Nodes.Count];
        _position = position;
    }

    /// <summary>Writes one method. <paramref name="result"/> builds the returned expression from names of outputs.</summary>
    public static void Write(SourceWriter writer, ProgramContext context, string header, Graph graph, string? anchor, Func<RowsProgram, string> result)
    {
        var program = new RowsProgram(context, graph, context.MethodScope(), anchor is null ? "position" : "rows.Position");
        using (writer.Block(header))
        {
            var text = new SourceWriter(writer.Indent);
            program.Statements(text);
            text.Line($"return {result(program)};");
            writer.Line($"using var scope = {TensorBody.Torch}.NewDisposeScope();");
            Extents(writer, program._body, anchor, batched: false);
            writer.Append(text);
        }
    }

    private void Statements(SourceWriter text)
    {
        for (var id = 0; id < _names.Length; id++)
        {
            if (_body.IsLiteral(id))
                continue;
            _names[id] = _body.Claim(id);
            text.Line($"var {_names[id]} = {(_graph[id].Op is Input input ? _context.Source(input, false, "state", _position) : _body.Text(id, a => _names[a]))};");
        }
    }

    /// <summary>An output, handed to the caller's dispose scope.</summary>
    public string Output(string name) => Own(_graph.Output(name)) + ".MoveToOuterDisposeScope()";

    /// <summary>An output that is a gradient, summed or repeated to the shape of what it belongs to; null where there is none.</summary>
    public string? Gradient(string name, string like)
        => _graph.Find(name) is { } id ? $"Gradient({Own(id)}, {like})" : null;

    /// <summary>An input is not ours to hand out, nor is one value handed out twice: both go out as aliases.</summary>
    private string Own(int id) => _graph[id].Op is Input || !_returned.Add(id) ? _names[id] + ".alias()" : _names[id];

    /// <summary>Defines the extents and properties that the text mentions.</summary>
    public static void Extents(SourceWriter writer, TensorBody body, string? anchor, bool batched)
    {
        anchor ??= "state[0]";
        foreach (var (name, expression) in new[]
        {
            ("B", $"{anchor}.size(0)"), ("H", $"{anchor}.size(1)"), ("N", $"{anchor}.size(2)"), ("b", $"{anchor}.size({(batched ? 3 : 2)})"), ("e", $"rows.Key.size({(batched ? 3 : 2)})"),
            ("dtype", $"{anchor}.dtype"), ("device", $"{anchor}.device"),
        })
            if (body.Used.Contains(name))
                writer.Line($"var {name} = {expression};");
    }
}
