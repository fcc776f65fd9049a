using System;
using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Emit;

/// <summary>
/// A program over N whole mini-batches: what nothing carried enters runs for all of them at once on [B,H,N,rows,columns]
/// tensors, then the scan, then what the carry does not wait for, again all at once.
/// </summary>
internal sealed class BatchProgram
{
    private readonly ProgramContext _context;
    private readonly ScanProgram _program;
    private readonly Graph _graph;
    private readonly NameScope _scope;
    private readonly TensorBody _body;
    private readonly TensorBody _stepBody;
    private readonly bool[] _varies;
    private readonly string?[] _whole;
    private readonly string?[] _single;
    private readonly HashSet<int> _returned = new();
    private readonly bool _reverse;
    private readonly string _stateArray;

    private BatchProgram(ProgramContext context, ScanProgram program, bool reverse, string stateArray)
    {
        _context = context;
        _program = program;
        _graph = program.Graph;
        _scope = context.MethodScope();
        _body = context.Body(_graph, _scope, batched: true);
        // Inside the scan there is one mini-batch: its shapes have no axis N.
        _stepBody = context.Body(_graph, _scope, batched: false);
        _reverse = reverse;
        _stateArray = stateArray;
        _whole = new string?[_graph.Nodes.Count];
        _single = new string?[_graph.Nodes.Count];
        _varies = new bool[_graph.Nodes.Count];
        for (var id = 0; id < _varies.Length; id++)
            _varies[id] = _graph[id].Op switch
            {
                Input input => input.Role != InputRole.Slow,
                Const or Broadcast => true,
                _ => _graph[id].Args.Any(a => _varies[a]),
            };
    }

    /// <summary>Writes one method. <paramref name="result"/> builds the returned expression.</summary>
    public static void Write(SourceWriter writer, ProgramContext context, string header, ScanProgram program, bool reverse, string stateArray, Func<BatchProgram, string> result)
    {
        var p = new BatchProgram(context, program, reverse, stateArray);
        using (writer.Block(header))
        {
            var text = new SourceWriter(writer.Indent);
            p.Statements(text, result);
            p.Extents(writer);
            writer.Append(text);
        }
    }

    /// <summary>The carried state every mini-batch starts from, stacked.</summary>
    public static void WriteStates(SourceWriter writer, ProgramContext context, string header, ScanProgram program)
    {
        var p = new BatchProgram(context, program, false, "state");
        using (writer.Block(header))
        {
            var text = new SourceWriter(writer.Indent);
            p.Before(text);
            var arrays = p._program.Carries.Select(c => p._scope.Claim("states" + NameScope.Clean(c.Input))).ToArray();
            foreach (var array in arrays)
                text.Line($"var {array} = new {TensorBody.Tensor}[N];");
            p.Bind(text);
            p.Loop(text, "for (var n = 0L; n < N; n++)", new Dictionary<int, string>(), dispose: false, start: t =>
            {
                for (var i = 0; i < arrays.Length; i++)
                    t.Line($"{arrays[i]}[n] = {p.CarryName(i)};");
                t.Line("if (n == N - 1)");
                t.Line("    break;");
            });
            text.Line($"return [{string.Join(", ", arrays.Select(a => $"{TensorBody.Torch}.stack({a}, 2).MoveToOuterDisposeScope()"))}];");
            p.Extents(writer);
            writer.Append(text);
        }
    }

    private void Extents(SourceWriter writer)
    {
        _body.Use("N");
        _body.Used.UnionWith(_stepBody.Used);
        writer.Line($"using var scope = {TensorBody.Torch}.NewDisposeScope();");
        RowsProgram.Extents(writer, _body, "rows.Query", batched: true);
    }

    private void Statements(SourceWriter text, Func<BatchProgram, string> result)
    {
        Before(text);
        var kept = Kept();
        foreach (var array in kept.Values)
            text.Line($"var {array} = new {TensorBody.Tensor}[N];");
        Bind(text);
        Loop(text, _reverse ? "for (var n = N - 1; n >= 0; n--)" : "for (var n = 0L; n < N; n++)", kept, dispose: true);
        if (kept.Count > 0 || Values(Stage.After).Any())
            text.Line("// After the scan, all mini-batches at once.");
        foreach (var pair in kept)
        {
            _whole[pair.Key] = _body.Claim(pair.Key);
            text.Line($"var {_whole[pair.Key]} = {TensorBody.Torch}.stack({pair.Value}, 2);");
        }
        foreach (var id in Values(Stage.After))
            Define(text, id);
        text.Line($"return {result(this)};");
    }

    private void Before(SourceWriter text)
    {
        text.Line("// Before the scan, all mini-batches at once.");
        foreach (var id in Values(Stage.Before))
            Define(text, id);
    }

    private void Define(SourceWriter text, int id)
    {
        _whole[id] = _body.Claim(id);
        text.Line($"var {_whole[id]} = {(_graph[id].Op is Input input ? _context.Source(input, true, _stateArray) : _body.Text(id, a => _whole[a]!))};");
    }

    private IEnumerable<int> Values(Stage stage)
        => Enumerable.Range(0, _whole.Length).Where(id => _program.Stages[id] == stage && !_body.IsLiteral(id));

    /// <summary>Values of the scan that are needed after it, with the array each is kept in.</summary>
    private Dictionary<int, string> Kept()
    {
        var carryOutputs = new HashSet<string>(_program.Carries.Select(c => c.Output));
        var needed = new SortedSet<int>(_graph.Outputs.Where(o => !carryOutputs.Contains(o.Name)).Select(o => o.Id).Where(InScan));
        foreach (var id in Values(Stage.After))
            foreach (var arg in _graph[id].Args.Where(InScan))
                needed.Add(arg);
        return needed.ToDictionary(id => id, id => _scope.Claim("all" + char.ToUpperInvariant(Hint(id)[0]) + Hint(id).Substring(1)));
        bool InScan(int id) => _program.Stages[id] == Stage.Step;
        string Hint(int id) => NameScope.Clean(_body.HintOf(id));
    }

    /// <summary>Names the carried values and reads, once, what is the same for every mini-batch.</summary>
    private void Bind(SourceWriter text)
    {
        text.Line("// The scan.");
        foreach (var carry in _program.Carries)
        {
            var id = InputId(carry);
            _single[id] = _body.Claim(id);
            text.Line($"var {_single[id]} = {_context.Source((Input)_graph[id].Op, true, _stateArray)};");
        }
        foreach (var id in UsedInScan().Where(id => !_varies[id]))
        {
            _single[id] = _scope.Claim(_body.HintOf(id), Dimensions.Suffix(_graph[id].Shape) + "_n");
            text.Line($"var {_single[id]} = {_whole[id]}.select(-3, 0);");
        }
    }

    private void Loop(SourceWriter text, string header, Dictionary<int, string> kept, bool dispose, Action<SourceWriter>? start = null)
    {
        using var block = text.Block(header);
        start?.Invoke(text);
        text.Line($"using var step = {TensorBody.Torch}.NewDisposeScope();");
        foreach (var id in UsedInScan().Where(id => _varies[id]))
        {
            _single[id] = _scope.Claim(_body.HintOf(id), Dimensions.Suffix(_graph[id].Shape) + "_n");
            text.Line($"var {_single[id]} = {_whole[id]}.select(-3, n);");
        }
        foreach (var id in Values(Stage.Step).Where(id => _single[id] is null))
        {
            _single[id] = _body.Claim(id);
            text.Line($"var {_single[id]} = {_stepBody.Text(id, a => _single[a]!)};");
        }
        foreach (var pair in kept)
            text.Line($"{pair.Value}[n] = {Shared(pair.Key)}.MoveToOuterDisposeScope();");
        Advance(text, dispose);
    }

    /// <summary>Replaces the carried values; the old ones are freed unless they are the caller's.</summary>
    private void Advance(SourceWriter text, bool dispose)
    {
        var moving = _program.Carries.Where(c => !IsIdentity(c)).Select(c => (Old: _single[InputId(c)]!, New: _graph.Output(c.Output))).ToArray();
        if (dispose && moving.Length > 0)
        {
            text.Line($"if (n != {(_reverse ? "N - 1" : "0")})");
            text.Line("{");
            foreach (var (old, _) in moving)
                text.Line($"    {old}.Dispose();");
            text.Line("}");
        }
        foreach (var (old, id) in moving)
            text.Line($"{old} = {Shared(id)}.MoveToOuterDisposeScope();");
    }

    private bool IsIdentity(Carry carry) => _graph.Output(carry.Output) == InputId(carry);

    /// <summary>A value leaves the step once under its own name; inputs and repeated results leave as aliases.</summary>
    private string Shared(int id) => _graph[id].Op is Input || !_returned.Add(id) ? _single[id] + ".alias()" : _single[id]!;

    private IEnumerable<int> UsedInScan()
        => Values(Stage.Step).SelectMany(id => _graph[id].Args).Concat(_program.Carries.Select(c => _graph.Output(c.Output)))
            .Where(a => _program.Stages[a] == Stage.Before && !_body.IsLiteral(a)).Distinct().OrderBy(a => a);

    private int InputId(Carry carry) => _graph.Inputs().First(i => i.Input.Name == carry.Input).Id;

    private string CarryName(int index) => _single[InputId(_program.Carries[index])]!;

    /// <summary>The last value of a carry, handed to the caller.</summary>
    public string Carried(string output)
    {
        var carry = _program.Carries.First(c => c.Output == output);
        return _single[InputId(carry)] + (IsIdentity(carry) ? ".alias()" : "") + ".MoveToOuterDisposeScope()";
    }

    public string Output(string name) => Own(_graph.Output(name)) + ".MoveToOuterDisposeScope()";

    public string? Gradient(string name, string like)
        => _graph.Find(name) is { } id ? $"Gradient({Own(id)}, {like})" : null;

    private string Own(int id) => _graph[id].Op is Input || !_returned.Add(-1 - id) ? _whole[id] + ".alias()" : _whole[id]!;
}
