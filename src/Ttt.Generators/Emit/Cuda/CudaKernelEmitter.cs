using System;
using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Kernels;

namespace Ttt.Generators.Emit.Cuda;

/// <summary>
/// Writes one kernel as a struct of CUDA C++, for a block of threads. Its text needs no header: sizes come from the struct Sizes, which whoever compiles it writes; loops and functions
/// from the device library, which makes plain C++ of them too.
/// </summary>
internal sealed class CudaKernelEmitter : KernelWriter
{
    private const int FieldsInALine = 12;
    private static readonly ThreadMachine Machine = new();

    private CudaKernelEmitter(KernelUnit unit, KernelNames names)
        : base(unit.Graph, unit.Signature, names, Machine)
    {
    }

    /// <summary>Writes the struct; returns the floats of its buffers, and those of the rows that it fetches, as expressions of C#.</summary>
    public static (string[] Buffers, string[] Fetched) Write(SourceWriter writer, KernelUnit unit, ProgramContext context)
    {
        var emitter = new CudaKernelEmitter(unit, new KernelNames(unit.Graph.Graph, context.ClassScope, context.Programs.Inner, context.Dimensions, Machine));
        emitter.Struct(writer, unit);
        return ([.. emitter.Memory.Buffers.Select(b => b.Floats)], [.. emitter.Memory.Fetched.Select(f => emitter.Names.Floats(f.Shape))]);
    }

    protected override string Nowhere => "nullptr";

    protected override string Either(int output, string place, OwnRows own)
    {
        var shape = Graph[output].Shape;
        return $"{own.Row} = Choose({Memory.At(new(output))}, {own.Field}, {Names.Stride(shape, isOwn: true)}, {place}, {Names.Stride(shape, isOwn: false)});";
    }

    private void Struct(SourceWriter writer, KernelUnit unit)
    {
        writer.Line("// " + unit.Summary);
        using (writer.Block($"struct {unit.Name} : Sizes", "};"))
        {
            Fields(writer, "Place", Memory.Fields.Select(f => f.Field));
            Fields(writer, "Ahead", Memory.Fetched.Select(f => f.Ahead));
            Fields(writer, "int", Memory.Fetched.Select(f => f.Row).Concat(Memory.Delivered.Select(o => o.Row!)));
            if (Memory.Fetched.Count > 0)
                writer.Line("bool isOdd = false;");
            writer.Line();
            using (writer.Block($"TTT_DEVICE {unit.Name}(int rows, int keys, Arena& arena) : Sizes(rows, keys)"))
            {
                foreach (var (name, floats) in Memory.Buffers)
                    writer.Line($"Place {name} = arena.take({floats});");
                foreach (var (field, buffer) in Memory.Fields.Where(f => f.Buffer is not null))
                    writer.Line($"{field} = {buffer};");
            }
            Method(writer, "Prepare(float* const* slow)", Prepare);
            Method(writer, "Begin(float* const* carried)", w => Carried(w, load: true));
            if (Kernel.Carries.Count > 0)
            {
                Method(writer, "Reserve(Arena& arena)", w => Fetched(w, f => $"{f.Row} = arena.reserve({Names.Floats(f.Shape)}, {f.Ahead}) ? {Names.Stride(f.Shape, isOwn: true)} : {Names.Stride(f.Shape, isOwn: false)};"));
                Method(writer, "Fetch(float* const* inputs)", w => Fetched(w, f => $"FetchRows({Names.Size(f.Shape.Rows)}, {Names.Size(f.Shape.Columns)}, inputs[{f.Input}], {f.Ahead}, isOdd, {f.Row});"));
                Method(writer, "Receive(float* const* inputs)", Receive);
            }
            Method(writer, "Run(float* const* inputs, float* const* outputs)", Run);
            Method(writer, "End(float* const* carried)", w => Carried(w, load: false));
        }
    }

    /// <summary>Two places for the rows of every other mini-batch change their parts.</summary>
    private void Receive(SourceWriter writer)
    {
        Fetched(writer, f => $"ReceiveRows({Names.Size(f.Shape.Columns)}, inputs[{f.Input}], {f.Field}, {f.Ahead}, isOdd, {f.Row});");
        if (Memory.Fetched.Count > 0)
            writer.Line("isOdd = !isOdd;");
    }

    private static void Fields(SourceWriter writer, string type, IEnumerable<string> names)
    {
        var fields = names.ToArray();
        for (var i = 0; i < fields.Length; i += FieldsInALine)
            writer.Line($"{type} {string.Join(", ", fields.Skip(i).Take(FieldsInALine))};");
    }

    private void Fetched(SourceWriter writer, Func<FetchedRows, string> statement)
    {
        foreach (var rows in Memory.Fetched)
            writer.Line(statement(rows));
    }

    private static void Method(SourceWriter writer, string header, Action<SourceWriter> body)
    {
        writer.Line();
        using (writer.Block("TTT_DEVICE void " + header))
            body(writer);
    }

    protected override void Loop(SourceWriter writer, LoopStep step) => CudaLoop.Write(writer, Graph, step, Memory, Names);

    protected override IEnumerable<string> RidgeArguments(CallStep step)
    {
        var result = new Place(step.Result);
        var (rows, numbers) = (Memory.ShapeOf(result), step.Operands[3]);
        string[] matrices = [.. new[] { step.Operands[0], step.Operands[1], step.Operands[2], step.Operands[4], result }.SelectMany(place => new[] { Memory.At(place), Memory.Stride(place) })];
        return [.. matrices, Memory.At(numbers), Memory.At(step.Operands[5]), Names.Stride(rows, isOwn: true), Names.Stride(new(rows.Rows, rows.Rows), isOwn: true)];
    }

    protected override void AfterStep(SourceWriter writer, KernelStep step)
    {
        foreach (var place in step.Writes.Where(p => !p.Turned && Memory.Own(p.Id) is not null))
        {
            var shape = Graph[place.Id].Shape;
            writer.Line($"Deliver({Names.Size(shape.Rows)}, {Names.Size(shape.Columns)}, {Memory.At(place)}, {Memory.Stride(place)}, outputs[{Signature.Outputs[Memory.DirectOutputs[place.Id]]}]);");
        }
    }

    protected override string Product(ProductStep step)
    {
        var (result, left, right) = (Memory.ShapeOf(step.Result), Memory.ShapeOf(step.Left), Memory.ShapeOf(step.Right));
        var (row, along) = step.TransposeLeft ? ("1", Memory.Stride(step.Left)) : (Memory.Stride(step.Left), "1");
        var (down, across) = step.TransposeRight ? ("1", Memory.Stride(step.Right)) : (Memory.Stride(step.Right), "1");
        var k = Names.Size(step.TransposeLeft ? left.Rows : left.Columns);
        var startRow = step.Init is not { } init ? "0" : Memory.ShapeOf(init).Rows.IsOne ? "0" : Memory.Stride(init);
        return $"Product({Names.Size(result.Rows)}, {Names.Size(result.Columns)}, {k}, {Memory.At(step.Left)}, {row}, {along}, {Memory.At(step.Right)}, {down}, {across}, "
            + $"{Memory.At(step.Result)}, {Memory.Stride(step.Result)}, {Init(step.Init)}, {startRow}, {Truth(step.Subtract)}, Triangle::{step.Triangle});";
    }
}
