using Ttt.Layers;

namespace Ttt.Models;

/// <summary>The sequence layers beside the test-time-training layers of the catalogue.</summary>
public static class Mixers
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<MixerKind> All { get; } = [AttentionKinds.Windowed, AttentionKinds.Full, MambaKind.Kind];

    /// <summary>The one of this name, whatever its case; null: there is none.</summary>
    public static MixerKind? Find(string name) => All.FirstOrDefault(kind => string.Equals(kind.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a configuration can name this layer.</summary>
    public static bool Exists(string name, LayerCatalogue catalogue) => Find(name) is not null || catalogue.TryFind(name, out _);

    /// <summary>All names that a configuration can use.</summary>
    public static IReadOnlyList<string> Names(LayerCatalogue catalogue) => [.. catalogue.Names, .. All.Select(kind => kind.Name)];
}
