using System.Reflection;
using Ttt.Layers.Tests.Reference;

namespace Ttt.Layers.Tests.Declaration;

/// <summary>Options win over the declaration; what does not fit is told.</summary>
public class LayerSettingsTests
{
    static readonly TttLayerOptions Options = new() { Width = 8, Heads = 2 };
    static readonly LayerDeclaration Declared = LinearReference.Declared;

    static LayerSettings Settings(LayerDeclaration declaration, TttLayerOptions? options = null) => new(declaration, options ?? Options);

    static string Refusal(LayerDeclaration declaration, TttLayerOptions? options = null) => Assert.Throws<ArgumentException>(() => Settings(declaration, options)).Message;

    [Fact]
    public void DefaultsAreThoseOfTheAttribute()
    {
        var attribute = new TttLayerAttribute();
        foreach (var property in typeof(TttLayerAttribute).GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(p => p.Name != "Name"))
            Assert.Equal((property.Name, property.GetValue(attribute)), (property.Name, typeof(LayerDeclaration).GetProperty(property.Name)?.GetValue(Declared)));
    }

    [Fact]
    public void OptionsWinOverTheDeclaration()
    {
        var declared = Declared with { Bias = true, Convolve = Views.All, Silu = Views.Key, L2Norm = Views.QueryKey, RopeModulo = false, HeadNorm = true, GateActivation = GateActivation.Silu, TanhGate = true, Bidirectional = true, Window = 3 };
        var kept = Settings(declared);
        Assert.Equal((true, Views.All, Views.Key, Views.QueryKey, false), (kept.Bias, kept.Convolve, kept.Silu, kept.L2Norm, kept.RopeModulo));
        Assert.Equal((true, GateActivation.Silu, true, true, 3), (kept.HeadNorm, kept.GateActivation, kept.TanhGate, kept.Bidirectional, kept.Window));
        var changed = Settings(declared, Options with { Bias = false, Convolve = Views.None, Silu = Views.Value, L2Norm = Views.None, RopeModulo = true, HeadNorm = false, GateActivation = GateActivation.Sigmoid, TanhGate = false, Bidirectional = false, Window = 1 });
        Assert.Equal((false, Views.None, Views.Value, Views.None, true), (changed.Bias, changed.Convolve, changed.Silu, changed.L2Norm, changed.RopeModulo));
        Assert.Equal((false, GateActivation.Sigmoid, false, false, 1), (changed.HeadNorm, changed.GateActivation, changed.TanhGate, changed.Bidirectional, changed.Window));
    }

    [Fact]
    public void StepsOfDeclaredViewsAreRefused()
    {
        var own = Declared with { CustomKey = true };
        Assert.Contains("Silu names Key, which layer linear-reference declares by method", Refusal(own, Options with { Silu = Views.QueryKey }));
        Assert.Contains("Convolve names Key", Refusal(own with { Convolve = Views.All }));
        Assert.Contains("L2Norm names Key", Refusal(own, Options with { L2Norm = Views.Key }));
        Assert.Equal(Views.Query, Settings(own, Options with { L2Norm = Views.Query }).L2Norm);
        Assert.True(Settings(own, Options with { Bias = true }).Bias);
        Assert.Contains("declares query, key and value by method", Refusal(own with { CustomQuery = true, CustomValue = true }, Options with { Bias = true }));
    }

    [Fact]
    public void UnknownMembersAreRefused()
    {
        Assert.Contains("Silu is 8; it must name some of Query, Key and Value", Refusal(Declared, Options with { Silu = (Views)8 }));
        Assert.Contains("GateActivation is 7; it must be Gelu or Silu or Sigmoid", Refusal(Declared, Options with { GateActivation = (GateActivation)7 }));
    }

    [Fact]
    public void WindowIsForLayersThatDeclareOne()
    {
        Assert.Contains("Window is 4, but layer linear-reference declares no window", Refusal(Declared, Options with { Window = 4 }));
        Assert.Contains("Window is 0; it must be at least 1", Refusal(Declared with { Window = 2 }, Options with { Window = 0 }));
        Assert.Equal(4, Settings(Declared with { Window = 2 }, Options with { Window = 4 }).Window);
    }
}
