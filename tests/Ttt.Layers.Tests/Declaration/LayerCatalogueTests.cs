using System.Reflection;
using System.Reflection.Emit;
using Ttt.Layers.Tests.Declaration;

[assembly: Ttt.Layers.TttLayerExport(typeof(LayerCatalogueTests.Exported))]

namespace Ttt.Layers.Tests.Declaration;

public class LayerCatalogueTests
{
    /// <summary>What the compiler writes for a class, by hand.</summary>
    public sealed class Exported(TttLayerOptions options) : TttLayer(Declaration, options, sizes => new Reference.LinearProgram(sizes))
    {
        public static LayerDeclaration Declaration { get; } = Reference.LinearReference.Declared with { Name = "exported", ClassName = "Exported" };
    }

    /// <summary>Another of the same name.</summary>
    public static class Twin
    {
        public static LayerDeclaration Declaration { get; } = Exported.Declaration;
    }

    [Fact]
    public void FindsByNameAndClassWithoutCase()
    {
        var catalogue = new LayerCatalogue();
        var loaded = catalogue.Load(typeof(LayerCatalogueTests).Assembly);
        Assert.Contains("exported", loaded.Select(layer => layer.Name));
        Assert.Equal(typeof(Exported), catalogue["EXPORTED"].Type);
        Assert.Contains(catalogue["exported"], catalogue.Load(typeof(LayerCatalogueTests).Assembly));
        using var layer = catalogue["Exported"].Create(new() { Width = 8, Heads = 2 });
        Assert.IsType<Exported>(layer);
    }

    [Fact]
    public void LoadsFromAFile()
    {
        var catalogue = new LayerCatalogue();
        catalogue.Load(typeof(LayerCatalogueTests).Assembly.Location);
        Assert.True(catalogue.TryFind("exported", out _));
    }

    [Fact]
    public void UnknownNameListsWhatThereIs()
    {
        var catalogue = new LayerCatalogue();
        catalogue.Load(typeof(LayerCatalogueTests).Assembly);
        var message = Assert.Throws<ArgumentException>(() => catalogue["nope"]).Message;
        Assert.Contains("There is no layer 'nope'", message);
        Assert.Contains("exported", message);
    }

    [Fact]
    public void OptionsThatDoNotFitSaySoThemselves()
    {
        var catalogue = new LayerCatalogue();
        catalogue.Load(typeof(LayerCatalogueTests).Assembly);
        Assert.Contains("not divisible", Assert.Throws<ArgumentException>(() => catalogue["exported"].Create(new() { Width = 9, Heads = 2 })).Message);
    }

    [Fact]
    public void WhatHasNoLayersIsRefused()
    {
        var catalogue = new LayerCatalogue();
        Assert.Contains("has no layers", Assert.Throws<ArgumentException>(() => catalogue.Load(typeof(object).Assembly)).Message);
        Assert.Throws<FileNotFoundException>(() => catalogue.Load("no-such.dll"));
        var text = Path.GetTempFileName();
        File.WriteAllText(text, "text");
        Assert.Contains("cannot be loaded as an assembly", Assert.Throws<ArgumentException>(() => catalogue.Load(text)).Message);
        File.Delete(text);
    }

    [Fact]
    public void TwoLayersOfOneNameAreRefused()
    {
        var catalogue = new LayerCatalogue();
        catalogue.Load(typeof(LayerCatalogueTests).Assembly);
        Assert.Contains("Two layers are named 'exported'", Assert.Throws<ArgumentException>(() => catalogue.Load(AssemblyExporting(typeof(Twin)))).Message);
        Assert.Contains("has no static Declaration", Assert.Throws<ArgumentException>(() => catalogue.Load(AssemblyExporting(typeof(string)))).Message);
    }

    static Assembly AssemblyExporting(Type type)
    {
        var export = new CustomAttributeBuilder(typeof(TttLayerExportAttribute).GetConstructor([typeof(Type)])!, [type]);
        return AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Twins"), AssemblyBuilderAccess.Run, [export]);
    }
}
