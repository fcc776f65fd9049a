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
        var slow = context.Slow.Select(s => s.Name).ToArray();
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
        writer.Line($"public override {Ints}? Reversed => {(KernelUnit.Reversed(context, kernels) is { } reversed ? $"[{string.Join(", ", reversed)}]" : "null")};");
        writer.Line();
        writer.Line($"public override {Ints} SlowSizes => [{string.Join(", ", context.Slow.Select(p => $"{Size(p.Shape.Rows)} * {Size(p.Shape.Columns)}"))}];");
        writer.Line();
        writer.Line($"public override {Ints} SlowGradients => [{string.Join(", ", kernels.Backward.Carries.Where(c => c.Input.StartsWith(KernelPrograms.Accumulated(""), StringComparison.Ordinal)).Select(c => Array.FindIndex(slow, s => Names.Cotangent(s) == c.Output)))}];");
        Factory(writer, "Forward", true);
        Factory(writer, "States", kernels.States is not null);
        Factory(writer, "Backward", true);
        foreach (var unit in KernelUnit.Of(context, kernels))
            Class(writer, context, unit);
    }

    public static void Write(SourceWriter writer, ProgramContext context, TokenKernels kernels)
    {
        var rows = context.Rows().Select(r => r.Name).ToArray();
        var sums = kernels.Recent?.Sums.ToArray() ?? [];
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
        foreach (var unit in KernelUnit.Of(context, kernels))
            Class(writer, context, unit);
    }

    private static int Place(ProgramContext context, RecentSum sum) => Array.FindIndex(context.Slots.ToArray(), s => s.Name == sum.Sum);

    private static void Factory(SourceWriter writer, string name, bool exists, string obstacle = "Backward rebuilds the states by running the updates in reverse.")
    {
        writer.Line();
        writer.Line($"public override {Layers}.Kernel {name}<S, V>(int rows, int keys, global::Ttt.Kernels.Arena arena)");
        writer.Line(exists ? $"    => new {name}Kernel<S, V>(sizes, rows, keys, arena);" : $"    => throw new global::System.NotSupportedException({NameScope.Literal(obstacle)});");
    }

    private static void Class(SourceWriter writer, ProgramContext context, KernelUnit unit)
    {
        writer.Line();
        writer.Line($"/// <summary>{unit.Summary}</summary>");
        KernelEmitter.Write(writer, unit.Graph, unit.Signature, unit.Name + "Kernel", context.ClassScope, context.Programs.Inner, context.Dimensions);
    }

    /// <summary>Every dimension that some value's columns run along.</summary>
    private static IEnumerable<Extent> Columns(KernelGraph?[] kernels)
        => kernels.OfType<KernelGraph>().SelectMany(k => k.Graph.Nodes)
            .SelectMany(n => new[] { n.Shape.Columns, n.Shape.Rows }).Where(e => e.Kind == ExtentKind.Dimension).Distinct().OrderBy(e => e.Name, StringComparer.Ordinal);

    private static string Size(Extent extent) => extent.IsOne ? "1" : $"sizes[{NameScope.Literal(extent.Name)}]";
}
