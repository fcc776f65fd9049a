using System;
using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Kernels;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Emit.Simd;

/// <summary>Writes the fused kernels of a program of whole mini-batches, and the member through which the runtime finds them.</summary>
internal static class KernelsEmitter
{
    private const string Layers = "global::Ttt.Layers";
    private const string Ints = "global::System.Collections.Generic.IReadOnlyList<int>";

    public static void Write(SourceWriter writer, ProgramContext context, KernelPrograms kernels)
    {
        var rows = context.Rows().Select(r => r.Name).ToArray();
        var carried = context.AtBoundary.Select(s => s.Name).ToArray();
        var tape = kernels.TapeSlots.Select(t => t.Name).ToArray();
        var slow = context.Slow.Select(s => s.Name).ToArray();
        var inputs = rows.Concat(carried).Concat(tape).Concat([Names.Cotangent(Names.Output)]).ToArray();
        var forward = new KernelSignature(inputs, new[] { Names.Output }.Concat(tape), slow);
        var states = new KernelSignature(inputs, [], slow);
        var backward = new KernelSignature(inputs, rows.Select(Names.Cotangent), slow);

        writer.Line("/// <inheritdoc/>");
        writer.Line($"public override {Layers}.BlockKernels Kernels {{ get; }} = new FusedKernels(sizes);");
        writer.Line();
        writer.Line("/// <summary>The derived programs of whole mini-batches as fused kernels.</summary>");
        using var type = writer.Block($"private sealed class FusedKernels({Layers}.LayerSizes sizes) : {Layers}.BlockKernels");
        writer.Line($"public override global::System.Collections.Generic.IReadOnlyList<{Layers}.TapeSlot> Tape => [{string.Join(", ", kernels.TapeSlots.Select(t => $"new({(t.Shape.Rows.Kind == ExtentKind.Keys ? "true" : "false")}, {Size(t.Shape.Columns)})"))}];");
        writer.Line();
        writer.Line($"public override int OutputColumns => {Size(kernels.Forward.Graph[kernels.Forward.Graph.Output(Names.Output)].Shape.Columns)};");
        writer.Line();
        writer.Line($"public override {Ints} Columns => [{string.Join(", ", Columns([kernels.Forward, kernels.States, kernels.Backward]).Select(Size))}];");
        writer.Line();
        writer.Line($"public override {Ints}? Reversed => {Reversed(kernels, carried)};");
        writer.Line();
        writer.Line($"public override {Ints} SlowSizes => [{string.Join(", ", context.Slow.Select(p => $"{Size(p.Shape.Rows)} * {Size(p.Shape.Columns)}"))}];");
        writer.Line();
        writer.Line($"public override {Ints} SlowGradients => [{string.Join(", ", kernels.Backward.Carries.Where(c => c.Input.StartsWith(KernelPrograms.Accumulated(""), StringComparison.Ordinal)).Select(c => Array.FindIndex(slow, s => Names.Cotangent(s) == c.Output)))}];");
        Factory(writer, "Forward", true);
        Factory(writer, "States", kernels.States is not null);
        Factory(writer, "Backward", true);
        Class(writer, context, kernels.Forward, forward, "ForwardKernel", "Forward");
        if (kernels.States is { } rebuilt)
            Class(writer, context, rebuilt, states, "StatesKernel", "States from the tape");
        Class(writer, context, kernels.Backward, backward, "BackwardKernel", "Backward");
    }

    public static void Write(SourceWriter writer, ProgramContext context, TokenKernels kernels)
    {
        var rows = context.Rows().Select(r => r.Name).ToArray();
        var slow = context.Slow.Select(s => s.Name).ToArray();
        var inputs = rows.Concat(context.Slots.Select(s => s.Name)).ToArray();
        var decode = new KernelSignature(inputs, new[] { Names.Output }.Concat(context.Changed.Select(s => Names.Next(s.Name))), slow);
        var boundary = new KernelSignature(inputs, context.AtBoundary.Select(s => Names.Next(s.Name)), slow);
        var sums = kernels.Recent?.Sums.ToArray() ?? [];
        var recentInputs = inputs.Concat(sums.SelectMany(s => new[] { RecentRows.Left(s.Sum), RecentRows.Right(s.Sum) })).ToArray();
        var recentDecode = new KernelSignature(recentInputs, decode.Outputs.OrderBy(o => o.Value).Select(o => o.Key).Concat(sums.SelectMany(s => new[] { RecentRows.Left(s.Sum), RecentRows.Right(s.Sum) })), slow);
        var recentBoundary = new KernelSignature(recentInputs, context.AtBoundary.Select(s => Names.Next(s.Name)), slow);
        var graphs = new[] { kernels.Decode, kernels.Boundary }.OfType<KernelGraph>().ToArray();

        writer.Line("/// <inheritdoc/>");
        writer.Line($"public override {Layers}.TokenKernels Token {{ get; }} = new FusedTokenKernels(sizes);");
        writer.Line();
        writer.Line("/// <summary>The step of one token, and the boundary, as fused kernels.</summary>");
        using var type = writer.Block($"private sealed class FusedTokenKernels({Layers}.LayerSizes sizes) : {Layers}.TokenKernels");
        writer.Line($"public override int OutputColumns => {Size(kernels.Decode.Graph[kernels.Decode.Graph.Output(Names.Output)].Shape.Columns)};");
        writer.Line();
        writer.Line($"public override {Ints} Columns => [{string.Join(", ", Columns(graphs).Select(Size))}];");
        writer.Line();
        writer.Line($"public override {Ints} SlowSizes => [{string.Join(", ", context.Slow.Select(p => $"{Size(p.Shape.Rows)} * {Size(p.Shape.Columns)}"))}];");
        writer.Line();
        writer.Line($"public override int RowCount => {rows.Length};");
        writer.Line();
        writer.Line($"public override int PositionPlace => {Array.IndexOf(rows, Names.Position)};");
        writer.Line();
        writer.Line($"public override bool HasBoundary => {(kernels.Boundary is null ? "false" : "true")};");
        if (sums.Length > 0)
        {
            writer.Line();
            writer.Line($"public override global::System.Collections.Generic.IReadOnlyList<{Layers}.RecentSum> Recent => [{string.Join(", ", sums.Select(s => $"new({Place(context, s)}, {Size(s.Left.Columns)}, {Size(s.Right.Columns)})"))}];");
        }
        Factory(writer, "Decode", true);
        Factory(writer, "Boundary", kernels.Boundary is not null, "Nothing happens at this layer's boundaries.");
        if (kernels.Recent is not null)
        {
            Factory(writer, "RecentDecode", true);
            Factory(writer, "RecentBoundary", true);
        }
        Class(writer, context, kernels.Decode, decode, "DecodeKernel", "Decode", "One token of one head of one sequence.");
        if (kernels.Boundary is { } crossed)
            Class(writer, context, crossed, boundary, "BoundaryKernel", "Boundary", "The state past a boundary, for one head of one sequence.");
        if (kernels.Recent is { } recent)
        {
            Class(writer, context, recent.Decode, recentDecode, "RecentDecodeKernel", "Decode", "One token of one head of one sequence, with the rows since the boundary in place of their sums.");
            Class(writer, context, recent.Boundary, recentBoundary, "RecentBoundaryKernel", "Boundary", "The state past a boundary, for one head of one sequence, from the rows since the last.");
        }
    }

    private static int Place(ProgramContext context, RecentSum sum) => Array.FindIndex(context.Slots.ToArray(), s => s.Name == sum.Sum);

    private static void Factory(SourceWriter writer, string name, bool exists, string obstacle = "Backward rebuilds the states by running the updates in reverse.")
    {
        writer.Line();
        writer.Line($"public override {Layers}.Kernel {name}<S, V>(int rows, int keys, global::Ttt.Kernels.Arena arena)");
        writer.Line(exists ? $"    => new {name}Kernel<S, V>(sizes, rows, keys, arena);" : $"    => throw new global::System.NotSupportedException({NameScope.Literal(obstacle)});");
    }

    private static void Class(SourceWriter writer, ProgramContext context, KernelGraph kernel, KernelSignature signature, string name, string what, string? summary = null)
    {
        writer.Line();
        writer.Line($"/// <summary>{summary ?? what + ": one mini-batch of one head of one sequence."}</summary>");
        KernelEmitter.Write(writer, kernel, signature, name, context.ClassScope, context.Programs.Inner, context.Dimensions);
    }

    /// <summary>Every dimension that some value's columns run along.</summary>
    private static IEnumerable<Extent> Columns(KernelGraph?[] kernels)
        => kernels.OfType<KernelGraph>().SelectMany(k => k.Graph.Nodes)
            .SelectMany(n => new[] { n.Shape.Columns, n.Shape.Rows }).Where(e => e.Kind == ExtentKind.Dimension).Distinct().OrderBy(e => e.Name, StringComparer.Ordinal);

    private static string Reversed(KernelPrograms kernels, string[] carried)
        => kernels.States is not null ? "null"
            : $"[{string.Join(", ", kernels.Backward.Carries.Where(c => c.Input.StartsWith(ReverseUpdates.After(""), StringComparison.Ordinal)).Select(c => Array.FindIndex(carried, s => ReverseUpdates.After(s) == c.Input)))}]";

    private static string Size(Extent extent) => extent.IsOne ? "1" : $"sizes[{NameScope.Literal(extent.Name)}]";
}
