namespace Ttt.Layers.Tests.Support;

/// <summary>Which layers compute what a golden file holds.</summary>
static class GoldenLayers
{
    /// <summary>The catalogue's layer of the file's type; for the linear ones also the reference written by hand.</summary>
    internal static IEnumerable<string> For(string file)
    {
        var type = file.Split('_')[1];
        if (type == "linear") yield return "reference";
        if (LayerCatalogue.Default.TryFind(type, out _)) yield return type;
    }
}
