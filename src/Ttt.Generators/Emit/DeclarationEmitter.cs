using System.Linq;
using Ttt.Generators.Parsing;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Emit;

/// <summary>Writes what was declared as a value that the runtime, the catalogue and the tool read.</summary>
internal static class DeclarationEmitter
{
    private const string Layers = "global::Ttt.Layers";

    public static void Write(SourceWriter writer, LayerModel model, LayerPrograms programs, string explanation)
    {
        var policy = model.Policy;
        writer.Line("/// <summary>What was declared, and what was derived from it.</summary>");
        writer.Line($"public static {Layers}.LayerDeclaration Declaration {{ get; }} = new()");
        writer.Line("{");
        foreach (var (name, value) in new[]
        {
            ("Name", NameScope.Literal(policy.Name)),
            ("ClassName", NameScope.Literal(model.ClassName)),
            ("Mode", "global::Ttt.GradientDescent." + policy.Mode),
            ("MiniBatchSize", policy.MiniBatchSize.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("BaseRate", NameScope.Literal(policy.BaseRate)),
            ("PositionFactor", "global::Ttt.PositionFactor." + policy.PositionFactor),
            ("ShareQk", Bool(policy.ShareQk)),
            ("Gate", Bool(policy.Gate)),
            ("Rope", Bool(policy.Rope)),
            ("PostNorm", Bool(policy.PostNorm)),
            ("ConvKernel", policy.ConvKernel.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("RopeBase", NameScope.Literal(policy.RopeBase)),
            ("InputDimension", NameScope.Literal(model.InnerModel.DataDimensions[0])),
            ("OutputDimension", NameScope.Literal(model.InnerModel.ResultDimension!)),
            ("CustomQuery", Bool(model.Query is not null)),
            ("CustomKey", Bool(model.Key is not null)),
            ("CustomValue", Bool(model.Value is not null)),
            ("CustomRate", Bool(model.Rate is not null)),
            ("HasDual", Bool(programs.Dual is not null)),
        })
            writer.Line($"    {name} = {value},");
        writer.Line("    Parameters =");
        writer.Line("    [");
        foreach (var function in model.Functions)
            foreach (var p in function.Parameters)
                writer.Line($"        new({NameScope.Literal(p.Name)}, {Layers}.ParameterKind.{(p.Fast ? "Fast" : "Slow")}, {Layers}.ParameterScope.{function.Scope}, [{string.Join(", ", p.Dimensions.Select(NameScope.Literal))}], global::Ttt.Init.{p.Init}, {Bool(p.Shared)}),");
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

    private static string Bool(bool value) => value ? "true" : "false";

    private static string Number(int? value) => value is { } number ? number.ToString(System.Globalization.CultureInfo.InvariantCulture) : "null";
}
