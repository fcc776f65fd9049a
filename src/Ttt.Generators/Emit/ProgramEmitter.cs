using System;
using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Emit;

/// <summary>Writes the class that holds a layer's programs.</summary>
internal static class ProgramEmitter
{
    private const string Tensor = TensorBody.Tensor;
    private const string Outer = ".MoveToOuterDisposeScope()";
    private const string Layers = "global::Ttt.Layers";
    private const string Rows = Layers + ".ScanRows rows";
    private const string Gradients = Layers + ".ScanGradients";

    public static void Write(SourceWriter writer, ProgramContext context, string className, string onlineName)
    {
        var programs = context.Programs;
        var ridge = programs.Forms.Class == LayerClass.Ridge;
        writer.Line("/// <summary>The derived programs. See the head of this file for their mathematics and their letters.</summary>");
        using (writer.Block($"private {(programs.Online is null || ridge ? "sealed " : "")}partial class {className}({Layers}.LayerSizes sizes) : {Layers}.ScanProgram"))
        {
            foreach (var field in context.Dimensions.Fields)
                writer.Line($"private readonly int {field.Value} = sizes[{NameScope.Literal(field.Key)}];");
            writer.Line();
            Members(writer, context, ridge);
            OperationEmitter.Write(writer, programs, ridge ? programs.Online : programs.Dual?.Batch, context.Dimensions);
            if (programs.Dual is { } dual)
            {
                WriteBlocks(writer, context, dual.Batch, "N mini-batches from a boundary.");
                WriteParts(writer, context, dual);
            }
            if (ridge)
                WriteBlocks(writer, context, programs.Online!, "N stretches of any length.");
            WriteTokens(writer, context);
            WriteBoundary(writer, context);
        }
        if (programs.Online is not { } online || ridge)
            return;
        writer.Line();
        var single = programs.Forms.Class == LayerClass.Sequential;
        writer.Line($"/// <summary>The programs with a boundary after every token, {(single ? "token by token" : "for any number of rows at once")}.</summary>");
        using (writer.Block($"private sealed partial class {onlineName}({Layers}.LayerSizes sizes) : {className}(sizes)"))
        {
            foreach (var field in context.Dimensions.Fields)
                writer.Line($"private readonly int {field.Value} = sizes[{NameScope.Literal(field.Key)}];");
            writer.Line();
            writer.Line($"public override bool {(single ? "HasDual" : "AnyRows")} => true;");
            OperationEmitter.Write(writer, programs, online, context.Dimensions);
            WriteBlocks(writer, context, online, single ? "N tokens, each with its boundary." : "N stretches of any length, online.");
        }
    }

    private static void Members(SourceWriter writer, ProgramContext context, bool ridge)
    {
        writer.Line($"public override global::System.Collections.Generic.IReadOnlyList<{Layers}.StateSlot> Slots {{ get; }} =");
        writer.Line("[");
        string Size(Extent e) => e.IsOne ? "1" : $"sizes[{NameScope.Literal(e.Name)}]";
        foreach (var slot in context.Slots)
            writer.Line($"    new({NameScope.Literal(slot.StateName)}, {Size(slot.Shape.Rows)}, {Size(slot.Shape.Columns)}, {Layers}.SlotKind.{slot.Kind}),");
        writer.Line("];");
        writer.Line();
        var names = context.Slow.Select(s => NameScope.Literal(s.Name.StartsWith(Names.Initial(""), StringComparison.Ordinal) ? s.Name.Substring(Names.Initial("").Length) : s.Name));
        writer.Line($"public override global::System.Collections.Generic.IReadOnlyList<string> SlowNames {{ get; }} = [{string.Join(", ", names)}];");
        writer.Line();
        writer.Line($"public override bool HasDual => {(context.Programs.Dual is null && !ridge ? "false" : "true")};");
        if (ridge)
            writer.Line("public override bool AnyRows => true;");
        if (context.ReadsEnd)
            writer.Line("public override bool ReadsEnd => true;");
    }

    private static void WriteBlocks(SourceWriter writer, ProgramContext context, BlockPrograms blocks, string summary)
    {
        context.CotangentsOfChanged = false;
        var carried = context.AtBoundary.Select(s => s.Name).ToArray();
        Method(writer, summary);
        BatchProgram.Write(writer, context, $"public override ({Tensor} Output, {Tensor}[] State) Forward({Rows}, {Tensor}[] state, {Tensor}[] slow)", blocks.Forward, false, "state",
            p => $"({p.Output(Names.Output)}, [{Join(carried, n => p.Carried(Names.Next(n)))}])");

        Method(writer, "The state that each of N mini-batches starts from.");
        BatchProgram.WriteStates(writer, context, $"public override {Tensor}[] States({Rows}, {Tensor}[] state, {Tensor}[] slow)", blocks.States);

        Method(writer, "Gradients of Forward, in reverse order of the mini-batches.");
        BatchProgram.Write(writer, context, $"public override {Gradients} Backward({Rows}, {Tensor}[] states, {Tensor}[] slow, {Tensor} dOutput, {Tensor}[] dState)", blocks.Backward, true, "states",
            p => Result(context, batched: true, p.Gradient, Join(carried, n => p.Carried(Names.Cotangent(n)))));
    }

    private static void WriteParts(SourceWriter writer, ProgramContext context, DualPrograms dual)
    {
        if (dual.Rows is not { } rows || dual.RowsBackward is not { } backward)
            return;
        context.CotangentsOfChanged = true;
        Method(writer, "Rows anywhere inside a mini-batch.");
        RowsProgram.Write(writer, context, Step("PartialForward"), rows, "rows.Query", p => Stepped(context, p));

        Method(writer, "Gradients of PartialForward.");
        RowsProgram.Write(writer, context, StepBackward("PartialBackward"), backward, "rows.Query", p => SteppedBack(context, p));
    }

    private static void WriteTokens(SourceWriter writer, ProgramContext context)
    {
        context.CotangentsOfChanged = true;
        Method(writer, "One token, by definition.");
        RowsProgram.Write(writer, context, Step("Primal"), context.Programs.Primal, "rows.Query", p => Stepped(context, p));

        Method(writer, "Gradients of Primal.");
        RowsProgram.Write(writer, context, StepBackward("PrimalBackward"), context.Programs.PrimalBackward, "rows.Query", p => SteppedBack(context, p));

        if (context.Programs.Dual is { Rows: not null } dual)
        {
            Method(writer, "One token; the weights it reads are never formed.");
            RowsProgram.Write(writer, context, Step("Decode"), dual.Decode, "rows.Query", p => Stepped(context, p));
        }
        if (context.Programs.ReadAnchor is { } read)
        {
            Method(writer, "What the inner model answers at the weights of the last boundary.");
            RowsProgram.Write(writer, context, $"public override {Tensor} Read({Rows}, {Tensor}[] state, {Tensor}[] slow)", read, "rows.Query", p => p.Output(Names.Output));
        }
    }

    private static void WriteBoundary(SourceWriter writer, ProgramContext context)
    {
        if (context.Programs.Boundary is not { } boundary || context.Programs.BoundaryBackward is not { } backward)
            return;
        context.CotangentsOfChanged = false;
        Method(writer, "The state past a boundary.");
        RowsProgram.Write(writer, context, $"public override {Tensor}[] Boundary({Tensor} position, {Tensor}[] state, {Tensor}[] slow)", boundary, null,
            p => $"[{Join(context.AtBoundary.Select(s => s.Name), n => p.Output(Names.Next(n)))}]");

        Method(writer, "Gradients of Boundary.");
        RowsProgram.Write(writer, context, $"public override ({Tensor} Position, {Tensor}[] State, {Tensor}[] Slow) BoundaryBackward({Tensor} position, {Tensor}[] state, {Tensor}[] slow, {Tensor}[] dState)", backward, null,
            p => $"({Gradient(p.Gradient, Names.Position, "position")}, [{StateGradients(context, p.Gradient)}], [{SlowGradients(context, p.Gradient, false)}])");
    }

    private static string Step(string name) => $"public override ({Tensor} Output, {Tensor}[] Changed) {name}({Rows}, {Tensor}[] state, {Tensor}[] slow)";

    private static string StepBackward(string name) => $"public override {Gradients} {name}({Rows}, {Tensor}[] state, {Tensor}[] slow, {Tensor} dOutput, {Tensor}[] dState)";

    private static string Stepped(ProgramContext context, RowsProgram p)
        => $"({p.Output(Names.Output)}, [{Join(context.Changed.Select(s => s.Name), n => p.Output(Names.Next(n)))}])";

    private static string SteppedBack(ProgramContext context, RowsProgram p) => Result(context, false, p.Gradient, StateGradients(context, p.Gradient));

    /// <summary>The text of a gradient, or null where the program's results do not depend on the input.</summary>
    private delegate string? GradientOf(string name, string like);

    private static string Result(ProgramContext context, bool batched, GradientOf gradient, string state)
    {
        var rows = context.Rows().Select(r => Gradient(gradient, r.Name, r.Source)).ToArray();
        var gates = context.Gates.Length;
        var weight = 4 + gates;
        var past = weight + (context.HasWindow ? 1 : 0);
        string Range(int from, int count) => string.Join(", ", rows.Skip(from).Take(count));
        return $"new {Gradients}(new {Layers}.ScanRows({Range(0, 3)}, [{Range(3, gates)}], {rows[3 + gates]}, {(context.HasWindow ? rows[weight] : "null")}, [{Range(past, context.Past.Length)}], [{Range(past + context.Past.Length, context.Past.Length)}]), [{state}], [{SlowGradients(context, gradient, batched)}])";
    }

    private static string StateGradients(ProgramContext context, GradientOf gradient)
        => string.Join(", ", context.Slots.Select((s, i) => Gradient(gradient, s.Name, $"state[{i}]")));

    private static string SlowGradients(ProgramContext context, GradientOf gradient, bool batched)
        => string.Join(", ", context.Slow.Select((s, i) => gradient(Names.Cotangent(s.Name), context.SlowView(i, batched)) is { } text
            ? text + $".reshape(slow[{i}].shape)" + Outer
            : Zeros($"slow[{i}]")));

    private static string Gradient(GradientOf gradient, string name, string like) => gradient(Names.Cotangent(name), like) is { } text ? text + Outer : Zeros(like);

    private static string Zeros(string like) => $"{TensorBody.Torch}.zeros_like({like})" + Outer;

    private static string Join(IEnumerable<string> names, Func<string, string> text) => string.Join(", ", names.Select(text));

    private static void Method(SourceWriter writer, string summary)
    {
        writer.Line();
        writer.Line($"/// <summary>{summary}</summary>");
    }
}
