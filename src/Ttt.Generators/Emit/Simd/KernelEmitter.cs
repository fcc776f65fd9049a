using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Kernels;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Emit.Simd;

/// <summary>Writes the class of one fused kernel: its memory, and its steps as one method each.</summary>
internal sealed class KernelEmitter
{
    private const string Runtime = "global::Ttt.Layers";
    private const string Ptr = "global::Ttt.Kernels.Ptr";
    private const string Hot = "[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.NoInlining | global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]";

    private readonly KernelGraph _kernel;
    private readonly Graph _graph;
    private readonly KernelSchedule _schedule;
    private readonly KernelMemory _memory;
    private readonly KernelNames _names;
    private readonly KernelSignature _signature;
    private readonly Dimensions _dimensions;
    private readonly int[] _uses;
    private readonly SourceWriter _methods;
    private int _loops;
    private int _lanes;

    private KernelEmitter(KernelGraph kernel, KernelSignature signature, KernelNames names, Dimensions dimensions, int indent)
    {
        (_kernel, _graph, _signature, _names, _dimensions) = (kernel, kernel.Graph, signature, names, dimensions);
        _schedule = KernelSchedule.Of(kernel);
        _memory = new(kernel, _schedule, signature, names);
        _uses = _graph.CountUses();
        _methods = new(indent + 1);
    }

    public static void Write(SourceWriter writer, KernelGraph kernel, KernelSignature signature, string className, NameScope scope, InnerGradients inner, Dimensions dimensions)
        => new KernelEmitter(kernel, signature, new KernelNames(kernel.Graph, scope, inner, dimensions), dimensions, writer.Indent).Write(writer, className);

    private void Write(SourceWriter writer, string className)
    {
        var prepare = Method("public override void Prepare(global::System.ReadOnlySpan<" + Ptr + "> slow)", Prepare);
        var begin = Method("public override void Begin(global::System.ReadOnlySpan<" + Ptr + "> carried)", w => Carried(w, load: true));
        var run = Method("public override void Run(global::System.ReadOnlySpan<" + Ptr + "> inputs, global::System.ReadOnlySpan<" + Ptr + "> outputs)", Run);
        var end = Method("public override void End(global::System.ReadOnlySpan<" + Ptr + "> carried)", w => Carried(w, load: false));

        using var type = writer.Block($"private sealed class {className}<S, V> : {Runtime}.Kernel<S, V> where S : struct, global::Ttt.Kernels.ISimd<V> where V : struct");
        foreach (var field in _dimensions.Fields)
            writer.Line($"private readonly nint {field.Value};");
        writer.Line("private readonly nint b, strideB, strideE;");
        writer.Line("private nint e;");
        foreach (var group in Chunks(_memory.Fields.Select(f => f.Field).Concat(Enumerable.Range(0, _lanes).Select(i => $"lanes{i}")).ToList(), 12))
            writer.Line($"private {Ptr} {string.Join(", ", group)};");
        writer.Line();
        using (writer.Block($"public {className}({Runtime}.LayerSizes sizes, int rows, int keys, global::Ttt.Kernels.Arena arena)"))
        {
            foreach (var field in _dimensions.Fields)
                writer.Line($"{field.Value} = sizes[{NameScope.Literal(field.Key)}];");
            writer.Line("(b, e, strideB, strideE) = (rows, keys, RoundUp(rows), RoundUp(keys));");
            foreach (var (name, floats) in _memory.Buffers)
                writer.Line($"var {name} = arena.Take((int)({floats}));");
            foreach (var (field, buffer) in _memory.Fields.Where(f => f.Buffer is not null))
                writer.Line($"{field} = {buffer};");
            for (var i = 0; i < _lanes; i++)
                writer.Line($"lanes{i} = arena.Take((int)({LaneRows()} * 16));");
        }
        writer.Line();
        writer.Line("public override void Resize(int keys) => e = keys;");
        foreach (var method in new[] { prepare, begin, run, end })
        {
            writer.Line();
            writer.Append(method);
        }
        writer.Append(_methods);
    }

    private SourceWriter Method(string header, System.Action<SourceWriter> body)
    {
        var text = new SourceWriter(_methods.Indent);
        using (text.Block(header))
            body(text);
        return text;
    }

    private string LaneRows()
    {
        var rows = _schedule.Prepare.Concat(_schedule.Step).OfType<LoopStep>()
            .Where(l => l.Values.Any(id => _graph[id].Op.Kernel == KernelRole.RowReduction)).Select(l => _names.Size(l.Space.Rows)).Distinct().ToArray();
        return rows.Aggregate("16", (all, own) => own == "1" ? all : $"Larger({all}, RoundUp({own}))");
    }

    private void Prepare(SourceWriter writer)
    {
        foreach (var (id, input) in _graph.Inputs().Where(i => i.Input.Role == InputRole.Slow))
            Bind(writer, id, input, $"slow[{_signature.Slow[input.Name]}]");
        foreach (var step in _schedule.Prepare)
            Step(writer, step);
    }

    private void Carried(SourceWriter writer, bool load)
    {
        for (var i = 0; i < _kernel.Carries.Count; i++)
        {
            var name = _kernel.Carries[i].Input;
            foreach (var (id, input) in _graph.Inputs().Where(x => x.Input.Name == name))
            {
                var (own, shape) = (_memory.At(new(id)), input.Shape);
                var turned = _kernel.Turned.Contains(name);
                writer.Line(turned ? load ? Turn(shape.Transposed, $"carried[{i}]", own) : Turn(shape, own, $"carried[{i}]") : load ? Copy(shape, $"carried[{i}]", own) : Copy(shape, own, $"carried[{i}]"));
            }
            if (!load && _graph.Inputs().All(x => x.Input.Name != name) && _graph.Find(_kernel.Carries[i].Output) is { } output)
                writer.Line(Out(output, $"carried[{i}]"));
        }
    }

    private string Copy(Shape shape, string from, string to)
    {
        var (rows, columns) = (_names.Size(shape.Rows), _names.Size(shape.Columns));
        return KernelMemory.IsDirect(shape) && !shape.Rows.IsOne ? $"Copy({rows}, {columns}, {from}, {columns}, {to}, {columns});"
            : $"CopyExact({(shape.Rows.IsOne ? columns : rows)}, {from}, {to});";
    }

    private string Turn(Shape shape, string from, string to)
        => $"Transpose({_names.Size(shape.Rows)}, {_names.Size(shape.Columns)}, {from}, {_names.Size(shape.Columns)}, {to}, {_names.Size(shape.Rows)});";

    private void Bind(SourceWriter writer, int id, Input input, string source)
        => writer.Line(KernelMemory.IsDirect(input.Shape) ? $"{_memory.At(new(id))} = {source};" : Copy(input.Shape, source, _memory.At(new(id))));

    private void Run(SourceWriter writer)
    {
        var carried = _kernel.Carries.Select(c => c.Input).ToArray();
        foreach (var (id, input) in _graph.Inputs().Where(i => i.Input.Role != InputRole.Slow && !carried.Contains(i.Input.Name)))
            Bind(writer, id, input, $"inputs[{_signature.Inputs[input.Name]}]");
        foreach (var pair in _memory.DirectOutputs)
        {
            var (field, output) = (_memory.At(new(pair.Key)), $"outputs[{_signature.Outputs[pair.Value]}]");
            writer.Line(_memory.Own(pair.Key) is { } own ? $"{field} = {output}.IsNull ? {own} : {output};" : $"{field} = {output};");
        }
        foreach (var step in _schedule.Step)
        {
            Step(writer, step);
            if (_kernel.Carries.Count > 0)
                writer.Line("Ahead();");
        }
        foreach (var output in _graph.Outputs.Where(o => _signature.Outputs.ContainsKey(o.Name) && !_memory.DirectOutputs.Any(d => d.Key == o.Id && d.Value == o.Name)))
            writer.Line(Out(output.Id, $"outputs[{_signature.Outputs[output.Name]}]"));
        foreach (var carry in _kernel.Carries.Where(c => !_memory.IsInPlace(c)))
        {
            var output = _graph.Output(carry.Output);
            foreach (var (id, _) in _graph.Inputs().Where(i => i.Input.Name == carry.Input && i.Id != output))
                writer.Line(Out(output, _memory.At(new(id))));
        }
    }

    private string Out(int id, string to)
    {
        var shape = _graph[id].Shape;
        return _graph[id].Op is Const c ? $"Fill({_names.Size(shape.Rows)} * {_names.Size(shape.Columns)}, {to}, {NameScope.Literal(c.Value)}f);" : Copy(shape, _memory.At(new(id)), to);
    }

    private void Step(SourceWriter writer, KernelStep step)
    {
        switch (step)
        {
            case LoopStep loop:
                var name = $"Loop{++_loops}";
                writer.Line($"{name}();");
                _methods.Line();
                _methods.Line($"/// <summary>{string.Join(", ", loop.Writes.Select(p => _memory.At(p)))}.</summary>");
                _methods.Line(Hot);
                using (_methods.Block($"private void {name}()"))
                    _lanes = System.Math.Max(_lanes, LoopWriter.Write(_methods, _graph, loop, _memory, _names, _uses));
                return;
            case ProductStep product:
                writer.Line(Product(product));
                return;
            case TransposeStep transpose:
                var shape = _memory.ShapeOf(transpose.From);
                writer.Line($"Transpose({_names.Size(shape.Rows)}, {_names.Size(shape.Columns)}, {_memory.At(transpose.From)}, {_names.Stride(shape)}, {_memory.At(transpose.To)}, {_names.Stride(shape.Transposed)});");
                return;
            case ColumnSumStep sum:
                var rows = _memory.ShapeOf(sum.Rows);
                writer.Line($"ColumnSums({_names.Size(rows.Rows)}, {_names.Size(rows.Columns)}, {_memory.At(sum.Rows)}, {_names.Stride(rows)}, {_memory.At(new(sum.Result))}, {Init(sum.Init)}, {Truth(sum.Subtract)});");
                return;
            case CallStep call:
                writer.Line(Call(call));
                return;
        }
    }

    private string Product(ProductStep step)
    {
        var (result, left, right) = (_memory.ShapeOf(step.Result), _memory.ShapeOf(step.Left), _memory.ShapeOf(step.Right));
        var (row, along) = step.TransposeLeft ? ("1", _names.Stride(left)) : (_names.Stride(left), "1");
        // A vector's elements lie side by side, whichever way it stands.
        if (left.Rows.IsOne || left.Columns.IsOne)
            (row, along) = ("1", "1");
        var (m, k) = (_names.Size(step.TransposeLeft ? left.Columns : left.Rows), _names.Size(step.TransposeLeft ? left.Rows : left.Columns));
        var (a, b, c) = (_memory.At(step.Left), _memory.At(step.Right), _memory.At(step.Result));
        if (result.Columns.IsOne || right.Rows.IsOne && !left.Columns.IsOne && !step.TransposeLeft)
            return $"VectorProduct({m}, {k}, {a}, {row}, {along}, {b}, {c}, {Init(step.Init)}, {Truth(step.Subtract)});";
        var rowInit = step.Init is { } init && _memory.ShapeOf(init).Rows.IsOne && !result.Rows.IsOne;
        return $"Product({m}, {_names.Size(result.Columns)}, {k}, {a}, {row}, {along}, {b}, {_names.Stride(result)}, {c}, {_names.Stride(result)}, {Init(step.Init)}, {(rowInit ? "0" : _names.Stride(result))}, {Truth(step.Subtract)}, global::Ttt.Kernels.Triangle.{step.Triangle});";
    }

    private string Call(CallStep step)
    {
        var node = _graph[step.Result];
        var (rows, columns) = (_names.Size(node.Shape.Rows), _names.Size(node.Shape.Columns));
        var (to, args) = (_memory.At(new(step.Result)), step.Operands.Select(o => _memory.At(o)).ToArray());
        var stride = _names.Stride(node.Shape);
        return node.Op switch
        {
            CumProd => $"CumulativeProduct({rows}, {args[0]}, {to});",
            Retained => $"Retained({rows}, {args[0]}, {to}, {stride});",
            SolveLower s => $"SolveLower({rows}, {columns}, {args[0]}, {_names.Stride(_graph[node.Arg(0)].Shape)}, {args[1]}, {stride}, {to}, {stride}, {Truth(s.Transpose)});",
            ShiftRows s => $"Shift({rows}, {columns}, {args[0]}, {stride}, {to}, {stride}, {Truth(s.Up)}, {NameScope.Literal(s.Fill)}f);",
            _ => throw new System.InvalidOperationException($"{node.Op.Hint} has no kernel function."),
        };
    }

    private string Init(Place? init) => init is { } place ? _memory.At(place) : "default";

    private static string Truth(bool value) => value ? "true" : "false";

    private static IEnumerable<List<string>> Chunks(List<string> items, int size)
    {
        for (var i = 0; i < items.Count; i += size)
            yield return items.Skip(i).Take(size).ToList();
    }
}
