using System.CommandLine;
using Ttt.Layers;

namespace Ttt.Cli;

/// <summary>Assemblies of the user's own layers, by option.</summary>
sealed class LayerLibraries
{
    readonly Option<string[]> libraries = Values.Texts("--layers", "assemblies with layers of your own; may be given more than once", "DLL");

    public void AddTo(Command command) => command.Options.Add(libraries);

    public string[] Paths(ParseResult parsed) => parsed.GetValue(libraries) ?? [];

    /// <summary>The layers of the library and of these assemblies.</summary>
    public static LayerCatalogue Catalogue(IEnumerable<string> paths)
    {
        var catalogue = new LayerCatalogue();
        foreach (var path in paths)
            catalogue.Load(path);
        return catalogue;
    }
}
