using System;
using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Emit.Cuda;
using Ttt.Generators.Emit.Simd;
using Ttt.Generators.Ir;
using Ttt.Generators.Kernels;
using Ttt.Generators.Parsing;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Emit;

/// <summary>Writes the generated half of a layer's class.</summary>
internal static class LayerEmitter
{
    private const string Layers = "global::Ttt.Layers";

    public static (string Source, string? Kernels, string? Cuda) Write(LayerModel model, LayerPrograms programs)
    {
        var writer = new SourceWriter();
        var explanation = Explain.Write(model, programs);
        Head(writer, explanation);
        writer.Line($"[assembly: {Layers}.TttLayerExport(typeof(global::{NameScope.Escape(model.FullName)}))]");
        writer.Line();
        if (model.Namespace.Length > 0)
        {
            writer.Line($"namespace {NameScope.Escape(model.Namespace)};");
            writer.Line();
        }
        var scope = new NameScope().Reserve(model.ClassName, "Declaration", "Sizes", "Parameter", "Gradient", "forward", "call", "options", "sizes");
        var name = NameScope.Escape(model.ClassName);
        var program = scope.Claim(model.ClassName + "Programs");
        var online = scope.Claim(model.ClassName + "OnlinePrograms");
        var dimensions = new Dimensions(DimensionNames(model), scope);
        var context = new ProgramContext(model, programs, dimensions, scope);
        using (writer.Block($"partial class {name} : {Layers}.TttLayer"))
        {
            writer.Line("/// <summary>Builds the layer with fresh parameters. What the options leave out is as declared.</summary>");
            writer.Line($"public {name}({Layers}.TttLayerOptions options) : base(Declaration, options, static sizes => new {program}(sizes){(programs.Forms.HasOnline ? $", static sizes => new {online}(sizes)" : "")}) {{ }}");
            writer.Line();
            DeclarationEmitter.Write(writer, model, programs, explanation);
            ViewEmitter.WriteAll(writer, model, programs.Gates, dimensions, scope);
            writer.Line();
            ProgramEmitter.Write(writer, context, program, online);
        }
        return (writer.ToString(), Kernels(model, context, program, online), Cuda(model, context, program, online));
    }

    /// <summary>The second file: the same programs of whole mini-batches as fused kernels.</summary>
    private static string? Kernels(LayerModel model, ProgramContext context, string program, string online)
    {
        var programs = context.Programs;
        var parts = Parts(programs, program, online);
        if (parts.Length == 0 && programs.Token is null)
            return null;
        return File(model,
        [
            "the derived programs of whole mini-batches as fused kernels in float32 on plain memory, for vectors of any width.",
            "One mini-batch of one head of one sequence at a time. What depends on nothing but slow parameters is prepared once; values with disjoint lives share buffers;",
            "dimensions are whole numbers of vectors, rows of tokens are padded to them.",
        ], writer =>
        {
            if (programs.Token is { } token)
                using (writer.Block($"partial class {program}"))
                    KernelsEmitter.Write(writer, context, token);
            foreach (var (type, kernels) in parts)
                using (writer.Block($"partial class {type}"))
                    KernelsEmitter.Write(writer, context, kernels);
        });
    }

    /// <summary>The third file: the fused kernels once more, as text for a graphics processor.</summary>
    private static string? Cuda(LayerModel model, ProgramContext context, string program, string online)
    {
        var token = context.Programs.Token is { } kernels ? new[] { (Class: program, Units: KernelUnit.Of(context, kernels)) } : [];
        var classes = token.Concat(Parts(context.Programs, program, online).Select(p => (p.Class, Units: KernelUnit.Of(context, p.Kernels)))).GroupBy(p => p.Class).ToArray();
        if (classes.Length == 0)
            return null;
        return File(model,
        [
            "the fused kernels as CUDA C++, for a block of threads that has one head of one sequence.",
            "Compiled at run time, behind the device library and the sizes. Statements of a kernel are separated by barriers; values with disjoint lives share buffers.",
        ], writer =>
        {
            foreach (var type in classes)
                using (writer.Block($"partial class {type.Key}"))
                    CudaEmitter.Write(writer, context, [.. type.SelectMany(p => p.Units)]);
        });
    }

    private static (string Class, KernelPrograms Kernels)[] Parts(LayerPrograms programs, string program, string online)
        => [.. new[] { (Class: program, programs.Dual?.Batch.Kernels), (Class: programs.Forms.HasOnline ? online : program, programs.Online?.Kernels) }.Where(p => p.Kernels is not null).Select(p => (p.Class, p.Kernels!))];

    private static string File(LayerModel model, string[] what, Action<SourceWriter> body)
    {
        var writer = new SourceWriter();
        writer.Line("// <auto-generated/>");
        writer.Line("//");
        writer.Line($"// {model.FullName}: {what[0]}");
        foreach (var line in what.Skip(1))
            writer.Line("// " + line);
        writer.Line("#nullable enable");
        writer.Line("#pragma warning disable CS1591");
        writer.Line();
        if (model.Namespace.Length > 0)
        {
            writer.Line($"namespace {NameScope.Escape(model.Namespace)};");
            writer.Line();
        }
        using (writer.Block($"partial class {NameScope.Escape(model.ClassName)}"))
            body(writer);
        return writer.ToString();
    }

    private static void Head(SourceWriter writer, string explanation)
    {
        writer.Line("// <auto-generated/>");
        writer.Line("//");
        foreach (var line in explanation.TrimEnd('\n').Split('\n'))
            writer.Line(line.Length == 0 ? "//" : "// " + line);
        writer.Line("//");
        writer.Line("// Letters in names: B batch, H heads, N mini-batches, b rows of a mini-batch, e key rows where a window reaches back, D head dimension, N as a last letter Hidden, C Model, 1 an axis of one.");
        writer.Line("#nullable enable");
        writer.Line("#pragma warning disable CS1591");
        writer.Line();
    }

    private static IEnumerable<string> DimensionNames(LayerModel model)
        => model.Dimensions.Select(d => d.Name).Concat(model.Functions
            .SelectMany(f => f.Graph.Nodes)
            .SelectMany(n => new[] { n.Shape.Rows, n.Shape.Columns })
            .Where(e => e.Kind == ExtentKind.Dimension)
            .Select(e => e.Name)).Distinct();
}
