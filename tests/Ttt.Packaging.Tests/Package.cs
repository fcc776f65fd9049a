using System.IO.Compression;
using System.Xml.Linq;

namespace Ttt.Packaging.Tests;

/// <summary>What a package holds and what it asks for.</summary>
sealed class Package
{
    readonly XElement _metadata;

    public Package(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        Files = [.. zip.Entries.Select(e => e.FullName).Where(n => !n.StartsWith("_rels/", StringComparison.Ordinal) && !n.StartsWith("package/", StringComparison.Ordinal) && n != "[Content_Types].xml").Order(StringComparer.Ordinal)];
        using var nuspec = zip.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        _metadata = XDocument.Load(nuspec).Root!.Elements().Single();
    }

    public IReadOnlyList<string> Files { get; }

    public string? this[string name] => Child(_metadata, name)?.Value;

    /// <summary>Ids and versions.</summary>
    public IReadOnlyList<(string Id, string Version)> Dependencies
        => [.. Elements().Select(d => (d.Attribute("id")!.Value, d.Attribute("version")!.Value)).Order()];

    /// <summary>Whether whoever refers to this package gets the analyzers of the other.</summary>
    public bool PassesAnalyzersOf(string id)
    {
        var dependency = Elements().Single(d => d.Attribute("id")!.Value == id);
        return dependency.Attribute("include") is { } include ? include.Value.Split(',').Any(asset => asset is "All" or "Analyzers")
            : dependency.Attribute("exclude") is not { } exclude || !exclude.Value.Split(',').Contains("Analyzers");
    }

    IEnumerable<XElement> Elements() => Child(_metadata, "dependencies")?.Descendants().Where(e => e.Name.LocalName == "dependency") ?? [];

    static XElement? Child(XElement parent, string name) => parent.Elements().SingleOrDefault(e => e.Name.LocalName == name);
}
