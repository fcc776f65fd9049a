using System.Linq;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Emit;

/// <summary>Writes the class that holds a layer's programs.</summary>
internal static class ProgramEmitter
{
    private const string Tensor = TensorBody.Tensor;
    private const string Outer = ".MoveToOuterDisposeScope()";
    private const string Rows = "global::Ttt.Layers.ScanRows rows";

    public static void Write(SourceWriter writer, ProgramContext context, string className)
    {
        writer.Line("/// <summary>The derived programs. See the head of this file for their mathematics and their letters.</summary>");
        using (writer.Block($"private sealed class {className}(global::Ttt.Layers.LayerSizes sizes) : global::Ttt.Layers.ScanProgram"))
        {
            foreach (var field in context.Dimensions.Fields)
                writer.Line($"private readonly int {field.Value} = sizes[{NameScope.Literal(field.Key)}];");
            writer.Line();
            writer.Line($"public override bool HasDual => {(context.Programs.Dual is null ? "false" : "true")};");
            if (context.Programs.Dual is { } dual)
                WriteDual(writer, context, dual);
            WriteToken(writer, context, "Primal", "One token, by definition.", context.Programs.Primal);
            WriteToken(writer, context, "Decode", "One token; the weights it reads are never formed.", context.Programs.Dual?.Decode ?? context.Programs.Primal);
            WriteBoundary(writer, context);
        }
    }

    private static void WriteDual(SourceWriter writer, ProgramContext context, DualPrograms dual)
    {
        Method(writer, "N mini-batches from a boundary, dual form.");
        BatchProgram.Write(writer, context, $"public override ({Tensor} Output, {Tensor}[] Fast) Forward({Rows}, {Tensor}[] fast, {Tensor}[] slow)", dual.Batch, false, "fast",
            p => $"({p.Output(Names.Output)}, [{Join(context.Fast, n => p.Carried(Names.Next(n)))}])");

        Method(writer, "The weights that each of N mini-batches starts from.");
        BatchProgram.WriteStates(writer, context, $"public override {Tensor}[] States({Rows}, {Tensor}[] fast, {Tensor}[] slow)", dual.States);

        Method(writer, "Gradients of Forward, in reverse order of the mini-batches.");
        BatchProgram.Write(writer, context, $"public override global::Ttt.Layers.ScanGradients Backward({Rows}, {Tensor}[] states, {Tensor}[] slow, {Tensor} dOutput, {Tensor}[] dFast)", dual.BatchBackward, true, "states",
            p => Gradients(context, batched: true, p.Gradient, Join(context.Fast, n => p.Carried(Names.Cotangent(n))), ""));

        Method(writer, "Rows anywhere inside a mini-batch, dual form.");
        RowsProgram.Write(writer, context, $"public override ({Tensor} Output, {Tensor}[] Sums) PartialForward({Rows}, {Tensor}[] fast, {Tensor}[] sums, {Tensor}[] slow)", dual.Rows, "rows.Query",
            p => $"({p.Output(Names.Output)}, [{Join(context.Fast, n => p.Output(Names.NextSum(n)))}])");

        Method(writer, "Gradients of PartialForward.");
        RowsProgram.Write(writer, context, $"public override global::Ttt.Layers.ScanGradients PartialBackward({Rows}, {Tensor}[] fast, {Tensor}[] sums, {Tensor}[] slow, {Tensor} dOutput, {Tensor}[] dSums)", dual.RowsBackward, "rows.Query",
            p => Gradients(context, batched: false, p.Gradient, Join(context.Fast, n => p.Output(Names.Cotangent(n))), Join(context.Fast, n => p.Output(Names.Cotangent(Names.Sum(n))))));

        Method(writer, "Gradients of Boundary.");
        RowsProgram.Write(writer, context, $"public override ({Tensor} Position, {Tensor}[] Fast, {Tensor}[] Sums) BoundaryBackward({Tensor} position, {Tensor}[] fast, {Tensor}[] sums, {Tensor}[] dFast)", dual.BoundaryBackward, null,
            p => $"({p.Gradient(Names.Cotangent(Names.Position), "position")}{Outer}, [{Join(context.Fast, n => p.Output(Names.Cotangent(n)))}], [{Join(context.Fast, n => p.Output(Names.Cotangent(Names.Sum(n))))}])");
    }

    private static void WriteToken(SourceWriter writer, ProgramContext context, string name, string summary, Ir.Graph graph)
    {
        Method(writer, summary);
        RowsProgram.Write(writer, context, $"public override ({Tensor} Output, {Tensor}[] Sums) {name}({Rows}, {Tensor}[] fast, {Tensor}[] sums, {Tensor}[] slow)", graph, "rows.Query",
            p => $"({p.Output(Names.Output)}, [{Join(context.Fast, n => p.Output(Names.NextSum(n)))}])");
    }

    private static void WriteBoundary(SourceWriter writer, ProgramContext context)
    {
        Method(writer, "The weights past a boundary.");
        RowsProgram.Write(writer, context, $"public override {Tensor}[] Boundary({Tensor} position, {Tensor}[] fast, {Tensor}[] sums)", context.Programs.Boundary, null,
            p => $"[{Join(context.Fast, n => p.Output(Names.Next(n)))}]");
    }

    /// <summary>The text of a gradient, or null where the program's results do not depend on the input.</summary>
    private delegate string? Gradient(string name, string like);

    private static string Gradients(ProgramContext context, bool batched, Gradient gradient, string fast, string sums)
    {
        var data = new[] { (Names.Query, "rows.Query"), (Names.Key, "rows.Key"), (Names.Value, "rows.Value"), (Names.Rate, "rows.Rate"), (Names.Position, "rows.Position") }
            .Select(d => gradient(Names.Cotangent(d.Item1), d.Item2) is { } text ? text + Outer : Zeros(d.Item2));
        var slow = context.Slow.Select((n, i) => gradient(Names.Cotangent(n), context.SlowView(i, batched)) is { } text
            ? text + $".reshape(slow[{i}].shape)" + Outer
            : Zeros($"slow[{i}]"));
        return $"new global::Ttt.Layers.ScanGradients({string.Join(", ", data)}, [{fast}], [{sums}], [{string.Join(", ", slow)}])";
    }

    private static string Zeros(string like) => $"{TensorBody.Torch}.zeros_like({like})" + Outer;

    private static string Join(string[] names, System.Func<string, string> text) => string.Join(", ", names.Select(text));

    private static void Method(SourceWriter writer, string summary)
    {
        writer.Line();
        writer.Line($"/// <summary>{summary}</summary>");
    }
}
