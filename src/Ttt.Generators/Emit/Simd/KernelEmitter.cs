using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Kernels;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Emit.Simd;

/// <summary>Writes the class of one fused kernel: its memory, and its steps as one method each.</summary>
internal sealed class KernelEmitter : KernelWriter
{
    private const string Runtime = "global::Ttt.Layers";
    private const string Ptr = "global::Ttt.Kernels.Ptr";
    private const string Hot = "[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.NoInlining | global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]";
    private static readonly VectorMachine Machine = new();

    private readonly Dimensions _dimensions;
    private readonly int[] _uses;
    private readonly SourceWriter _methods;
    private int _loops;
    private int _lanes;

    private KernelEmitter(KernelGraph kernel, KernelSignature signature, KernelNames names, Dimensions dimensions, int indent)
        : base(kernel, signature, names, Machine)
    {
        _dimensions = dimensions;
        _uses = Graph.CountUses();
        _methods = new(indent + 1);
    }

    public static void Write(SourceWriter writer, KernelGraph kernel, KernelSignature signature, string className, NameScope scope, InnerGradients inner, Dimensions dimensions)
        => new KernelEmitter(kernel, signature, new KernelNames(kernel.Graph, scope, inner, dimensions, Machine), dimensions, writer.Indent).Write(writer, className);

    protected override string Nowhere => "default";

    protected override string Either(int output, string place, OwnRows own) => $"{Memory.At(new(output))} = {place}.IsNull ? {own.Field} : {place};";

    // Products ask while they multiply; what takes no time leaves none for it.
    protected override void AfterStep(SourceWriter writer, KernelStep step)
    {
        if (step is TransposeStep or LoopStep { Space.Rows.IsOne: false })
            writer.Line("Ahead();");
    }

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
        foreach (var group in Chunks(Memory.Fields.Select(f => f.Field).Concat(Enumerable.Range(0, _lanes).Select(i => $"lanes{i}")).ToList(), 12))
            writer.Line($"private {Ptr} {string.Join(", ", group)};");
        writer.Line();
        using (writer.Block($"public {className}({Runtime}.LayerSizes sizes, int rows, int keys, global::Ttt.Kernels.Arena arena)"))
        {
            foreach (var field in _dimensions.Fields)
                writer.Line($"{field.Value} = sizes[{NameScope.Literal(field.Key)}];");
            writer.Line("(b, e, strideB, strideE) = (rows, keys, RoundUp(rows), RoundUp(keys));");
            foreach (var (name, floats) in Memory.Buffers)
                writer.Line($"var {name} = arena.Take((int)({floats}));");
            foreach (var (field, buffer) in Memory.Fields.Where(f => f.Buffer is not null))
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
        var rows = Schedule.Prepare.Concat(Schedule.Step).OfType<LoopStep>()
            .Where(l => l.Values.Any(id => Graph[id].Op.Kernel == KernelRole.RowReduction)).Select(l => Names.Size(l.Space.Rows)).Distinct().ToArray();
        return rows.Aggregate("16", (all, own) => own == "1" ? all : $"Larger({all}, RoundUp({own}))");
    }

    protected override void Loop(SourceWriter writer, LoopStep step)
    {
        var name = $"Loop{++_loops}";
        writer.Line($"{name}();");
        _methods.Line();
        _methods.Line($"/// <summary>{string.Join(", ", step.Writes.Select(p => Memory.At(p)))}.</summary>");
        _methods.Line(Hot);
        using (_methods.Block($"private void {name}()"))
            _lanes = System.Math.Max(_lanes, LoopWriter.Write(_methods, Graph, step, Memory, Names, _uses));
    }

    protected override string Product(ProductStep step)
    {
        var (result, left, right) = (Memory.ShapeOf(step.Result), Memory.ShapeOf(step.Left), Memory.ShapeOf(step.Right));
        var (row, along) = step.TransposeLeft ? ("1", Memory.Stride(step.Left)) : (Memory.Stride(step.Left), "1");
        // A vector's elements lie side by side, whichever way it stands.
        if (left.Rows.IsOne || left.Columns.IsOne)
            (row, along) = ("1", "1");
        var (m, k) = (Names.Size(step.TransposeLeft ? left.Columns : left.Rows), Names.Size(step.TransposeLeft ? left.Rows : left.Columns));
        var (a, b, c) = (Memory.At(step.Left), Memory.At(step.Right), Memory.At(step.Result));
        if (result.Columns.IsOne || right.Rows.IsOne && !left.Columns.IsOne && !step.TransposeLeft)
            return $"VectorProduct({m}, {k}, {a}, {row}, {along}, {b}, {c}, {Init(step.Init)}, {Truth(step.Subtract)});";
        var rowInit = step.Init is { } init && Memory.ShapeOf(init).Rows.IsOne && !result.Rows.IsOne;
        return $"Product({m}, {Names.Size(result.Columns)}, {k}, {a}, {row}, {along}, {b}, {Memory.Stride(step.Result)}, {c}, {Memory.Stride(step.Result)}, {Init(step.Init)}, {(rowInit ? "0" : Memory.Stride(step.Result))}, {Truth(step.Subtract)}, global::Ttt.Kernels.Triangle.{step.Triangle});";
    }

    protected override IEnumerable<string> RidgeArguments(CallStep step)
    {
        var turned = step.Operands[step.Operands.Length - 1];
        return [.. step.Operands.Select(Memory.At), Memory.Stride(turned), Memory.At(new(step.Result))];
    }

    private static IEnumerable<List<string>> Chunks(List<string> items, int size)
    {
        for (var i = 0; i < items.Count; i += size)
            yield return items.Skip(i).Take(size).ToList();
    }
}
