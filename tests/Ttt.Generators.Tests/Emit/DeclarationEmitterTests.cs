using System.Reflection;
using Ttt.Generators.Emit;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;
using Ttt.Generators.Passes;
using Ttt.Generators.Tests.TestKit;
using Ttt.Layers;

namespace Ttt.Generators.Tests.Emit;

/// <summary>The emitted declaration has every value of the policy, and names only those that are not the default.</summary>
public class DeclarationEmitterTests
{
    static readonly LayerModel Model = Parsed.Members("[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x + Tanh(x * w);");

    [Fact]
    public void DefaultsAreNotWritten()
        => Assert.Equal(["Name", "ClassName", "InputDimension", "OutputDimension", "Parameters", "Dimensions", "Explanation"], Members(Text(Model)));

    [Fact]
    public void EveryPolicyArrives()
    {
        var policy = new Policy("mine", "Batch", 2, 0.5, "None", true, true, 3, false, 500, false)
        {
            RopeModulo = false,
            Bias = true,
            Convolve = 7,
            Silu = 3,
            L2Norm = 4,
            HeadNorm = true,
            GateActivation = "Sigmoid",
            TanhGate = true,
            Bidirectional = true,
            ReadOut = "ChunkEnd",
            Decay = "BeforeGradient",
            MomentumPer = "MiniBatch",
            Window = 5,
            Solver = "Ridge",
        };
        var declaration = Compiled(Text(Model with { Policy = policy }));
        foreach (var written in typeof(Policy).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.Name != "EqualityContract"))
        {
            var value = typeof(LayerDeclaration).GetProperty(written.Name)!.GetValue(declaration)!;
            Assert.Equal(written.GetValue(policy), value switch { Views views => (int)views, Enum member => member.ToString(), _ => value });
        }
    }

    [Fact]
    public void FeatureMapAndTargetArrive()
    {
        var function = new Function(Scope.FeatureMap, Model.InnerModel.Graph, EquatableArray.Of(new ParameterModel("features.p", false, EquatableArray.Of("Half"), "One", true)), EquatableArray.Of("Half"), "D");
        var target = new Function(Scope.Target, Model.InnerModel.Graph, EquatableArray<ParameterModel>.Empty, EquatableArray.Of("D", "D"), "D");
        var declaration = Compiled(Text(Model with { FeatureMap = function, Target = target }));
        Assert.Equal(("D", "Half", true, true), (declaration.InputDimension, declaration.ViewDimension, declaration.CustomFeatures, declaration.CustomTarget));
        Assert.Equal((ParameterScope.FeatureMap, true), (declaration.Parameters[1].Scope, declaration.Parameters[1].Learned));
        Assert.Equal("D", Compiled(Text(Model)).ViewDimension);
    }

    [Fact]
    public void WhatIsNotLearnedArrives()
    {
        var weight = Model.InnerModel.Parameters[0] with { Learned = false };
        Assert.False(Compiled(Text(Model with { InnerModel = Model.InnerModel with { Parameters = EquatableArray.Of(weight) } })).Parameters[0].Learned);
    }

    [Fact]
    public void ScopesAreThoseOfTheRuntime() => Assert.Equal(Enum.GetNames<Scope>(), Enum.GetNames<ParameterScope>());

    static string Text(LayerModel model)
    {
        var writer = new SourceWriter(1);
        DeclarationEmitter.Write(writer, model, LayerPrograms.Derive(Model, default), "f(x)");
        return writer.ToString();
    }

    static IEnumerable<string> Members(string text)
        => text.Split('\n').Where(line => line.StartsWith("        ", StringComparison.Ordinal) && line[8] != ' ' && line.Contains('=')).Select(line => line.Split('=')[0].Trim());

    static LayerDeclaration Compiled(string text)
    {
        var compilation = Sources.Compile("public static class Holder\n{\n" + text + "}\n");
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics) + text);
        return (LayerDeclaration)Assembly.Load(stream.ToArray()).GetType("Holder")!.GetProperty("Declaration")!.GetValue(null)!;
    }
}
