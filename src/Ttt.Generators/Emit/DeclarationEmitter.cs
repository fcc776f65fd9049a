using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Emit;

/// <summary>Writes what was declared as a value that the runtime, the catalogue and the tool read.</summary>
internal static class DeclarationEmitter
{
    private const string Layers = "global::Ttt.Layers";

    public static void Write(SourceWriter writer, LayerModel model, LayerPrograms programs, string explanation)
    {
        writer.Line("/// <summary>What was declared, and what was derived from it.</summary>");
        writer.Line($"public static {Layers}.LayerDeclaration Declaration {{ get; }} = new()");
        writer.Line("{");
        foreach (var (name, value, standard) in Members(model, programs))
            if (value != standard)
                writer.Line($"    {name} = {value},");
        writer.Line("    Parameters =");
        writer.Line("    [");
        foreach (var function in model.Functions)
            foreach (var p in function.Parameters)
                writer.Line($"        new({NameScope.Literal(p.Name)}, {Layers}.ParameterKind.{(p.Fast ? "Fast" : "Slow")}, {Layers}.ParameterScope.{function.Scope}, [{string.Join(", ", p.Dimensions.Select(NameScope.Literal))}], global::Ttt.Init.{p.Init}, {Bool(p.Shared)}{(p.Learned ? "" : ", Learned: false")}),");
        writer.Line("    ],");
        writer.Line("    Dimensions =");
        writer.Line("    [");
        foreach (var d in model.Dimensions)
            writer.Line($"        new({NameScope.Literal(d.Name)}, {Number(d.Size)}, {Number(d.Multiple)}),");
        writer.Line("    ],");
        writer.Line("    Explanation = string.Join(\"\\n\",");
        var lines = explanation.TrimEnd('\n').Split('\n');
        for (var i = 0; i < lines.Length; i++)
            writer.Line($"        {NameScope.Literal(lines[i])}{(i == lines.Length - 1 ? ")," : ",")}");
        writer.Line("};");
    }

    /// <summary>The members, with what they are in a declaration that does not name them; null: it must name them.</summary>
    private static IEnumerable<(string Name, string Value, string? Standard)> Members(LayerModel model, LayerPrograms programs)
    {
        var policy = model.Policy;
        var input = model.InnerModel.DataDimensions[0];
        var output = model.InnerModel.ResultDimension!;
        var readsWeights = model.Loss is { } loss && loss.Graph.Inputs().Any(i => i.Input.Role == InputRole.Fast);
        var label = model.Target?.ResultDimension ?? (readsWeights ? LabelOf(model.Loss!) : output);
        var value = model.Target?.DataDimensions[0] ?? label;
        return
        [
            ("Name", NameScope.Literal(policy.Name), null),
            ("ClassName", NameScope.Literal(model.ClassName), null),
            Member("Mode", "GradientDescent", policy.Mode, "MiniBatch"),
            Member("MiniBatchSize", policy.MiniBatchSize, 16),
            Member("BaseRate", policy.BaseRate, 1),
            Member("PositionFactor", "PositionFactor", policy.PositionFactor, "Standard"),
            Member("ShareQk", policy.ShareQk, false),
            Member("Gate", policy.Gate, false),
            Member("GateActivation", "GateActivation", policy.GateActivation, "Gelu"),
            Member("Rope", policy.Rope, true),
            Member("RopeBase", policy.RopeBase, 10000),
            Member("RopeModulo", policy.RopeModulo, true),
            Member("PostNorm", policy.PostNorm, true),
            Member("HeadNorm", policy.HeadNorm, false),
            Member("TanhGate", policy.TanhGate, false),
            Member("Bidirectional", policy.Bidirectional, false),
            Member("ConvKernel", policy.ConvKernel, 4),
            Member("Bias", policy.Bias, false),
            ("Convolve", Views(policy.Convolve), Views(0)),
            ("Silu", Views(policy.Silu), Views(0)),
            ("L2Norm", Views(policy.L2Norm), Views(0)),
            Member("ReadOut", "ReadOut", policy.ReadOut, "UpdateThenApply"),
            Member("Decay", "Decay", policy.Decay, "AfterGradient"),
            Member("MomentumPer", "MomentumPer", policy.MomentumPer, "Token"),
            Member("Window", policy.Window, 1),
            Member("Solver", "InnerSolver", policy.Solver, "Gradient"),
            ("InputDimension", NameScope.Literal(input), null),
            ("ViewDimension", NameScope.Literal(model.FeatureMap?.DataDimensions[0] ?? input), NameScope.Literal(input)),
            ("OutputDimension", NameScope.Literal(model.InnerModel.ResultDimension!), null),
            Member("CustomQuery", model.Query is not null, false),
            Member("CustomKey", model.Key is not null, false),
            Member("CustomValue", model.Value is not null, false),
            Member("CustomFeatures", model.FeatureMap is not null, false),
            Member("CustomTarget", model.Target is not null, false),
            Member("CustomWindowWeight", model.Has(GateKind.WindowWeight), false),
            Member("ConstantGradient", programs.Forms.Class == LayerClass.ConstantGradient, false),
            Member("HasDual", programs.Forms.Class != LayerClass.Sequential, true),
            ("ValueDimension", NameScope.Literal(value), NameScope.Literal(output)),
            ("LabelDimension", NameScope.Literal(label), NameScope.Literal(value)),
            ("Gates", Gates(programs), Gates(null)),
            ("Previous", Numbers(ProgramContext.PastOf(model)), Numbers([])),
        ];
    }

    private static (string, string, string?) Member(string name, bool value, bool standard) => (name, Bool(value), Bool(standard));

    private static (string, string, string?) Member(string name, int value, int standard) => (name, Number(value), Number(standard));

    private static (string, string, string?) Member(string name, double value, double standard) => (name, NameScope.Literal(value), NameScope.Literal(standard));

    private static (string, string, string?) Member(string name, string type, string value, string standard) => (name, $"global::Ttt.{type}.{value}", $"global::Ttt.{type}.{standard}");

    private static string Views(int views)
        => views == 0 ? "global::Ttt.Views.None" : string.Join(" | ", new[] { "Query", "Key", "Value" }.Where((_, i) => (views & 1 << i) != 0).Select(view => "global::Ttt.Views." + view));

    /// <summary>The label's dimension of a loss of key and label.</summary>
    private static string LabelOf(Function loss) => loss.Graph.Inputs().Where(i => i.Input.Name == Names.V).Select(i => i.Input.Shape.Columns.Name).FirstOrDefault() ?? loss.DataDimensions[loss.DataDimensions.Count - 1];

    private static string Gates(LayerPrograms? programs)
        => "[" + string.Join(", ", programs is null ? [Gate("Rate", false)] : programs.Gates.Select(g => Gate(g.Name == Names.Mask ? "Mask" : g.Gate?.Kind.ToString() ?? "Rate", g.Gate is not null))) + "]";

    private static string Gate(string kind, bool declared) => $"new({Layers}.InnerGate.{kind}, {Bool(declared)})";

    private static string Numbers(IEnumerable<int> numbers) => "[" + string.Join(", ", numbers.Select(n => Number(n))) + "]";

    private static string Bool(bool value) => value ? "true" : "false";

    private static string Number(int? value) => value is { } number ? number.ToString(System.Globalization.CultureInfo.InvariantCulture) : "null";
}
