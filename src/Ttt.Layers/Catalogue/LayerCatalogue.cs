using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Ttt.Layers;

/// <summary>Layers by name: those of this library, and those of assemblies that were loaded. Names do not distinguish case.</summary>
public sealed class LayerCatalogue
{
    readonly Lock _lock = new();
    readonly List<LayerEntry> _layers = [];

    /// <summary>A catalogue of this library's layers.</summary>
    public LayerCatalogue() => Add(typeof(LayerCatalogue).Assembly);

    /// <summary>The catalogue that programs share.</summary>
    public static LayerCatalogue Default { get; } = new();

    /// <summary>The layers, in the order they came.</summary>
    public IReadOnlyList<LayerEntry> Layers
    {
        get
        {
            lock (_lock) return [.. _layers];
        }
    }

    /// <summary>The layer of this name: the declared one, or that of its class.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists what there is.</exception>
    public LayerEntry this[string name] => TryFind(name, out var entry)
        ? entry
        : throw new ArgumentException($"There is no layer '{name}'; there {(Layers.Count == 0 ? "are none" : "is " + string.Join(", ", Names))}.", nameof(name));

    /// <summary>The names of the layers, in the order they came.</summary>
    public IReadOnlyList<string> Names => [.. Layers.Select(layer => layer.Name)];

    /// <summary>A new layer of this name.</summary>
    /// <exception cref="ArgumentException">There is none of this name, or the options do not fit it.</exception>
    public TttLayer Create(string name, TttLayerOptions options) => this[name].Create(options);

    /// <summary>Looks for the layer of this name.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out LayerEntry? entry)
    {
        ArgumentNullException.ThrowIfNull(name);
        entry = Layers.FirstOrDefault(layer => Same(layer.Name, name)) ?? Layers.FirstOrDefault(layer => Same(layer.Declaration.ClassName, name));
        return entry is not null;
    }

    /// <summary>Adds the layers of an assembly; a second time it changes nothing.</summary>
    /// <returns>The assembly's layers.</returns>
    /// <exception cref="ArgumentException">It has no layers, or one of a name that is taken.</exception>
    public IReadOnlyList<LayerEntry> Load(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var found = Add(assembly);
        return found.Count > 0 ? found : throw new ArgumentException($"{assembly.GetName().Name} has no layers; a layer is a partial class with [TttLayer], compiled with the generator of Ttt.", nameof(assembly));
    }

    /// <summary>Adds the layers of an assembly on disk.</summary>
    /// <returns>The assembly's layers.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ArgumentException">It is not an assembly, has no layers, or one of a name that is taken.</exception>
    public IReadOnlyList<LayerEntry> Load(string path)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full)) throw new ArgumentException($"{path} is a folder; give the path of an assembly with layers.", nameof(path));
        if (!File.Exists(full)) throw new FileNotFoundException($"There is no file {path}; give the path of an assembly with layers.", full);
        try
        {
            return Load(Assembly.LoadFrom(full));
        }
        catch (Exception error) when (error is BadImageFormatException or FileLoadException or FileNotFoundException or TypeLoadException)
        {
            throw new ArgumentException($"{path} cannot be loaded as an assembly with layers: {error.Message}", nameof(path), error);
        }
    }

    List<LayerEntry> Add(Assembly assembly)
    {
        lock (_lock)
        {
            var found = new List<LayerEntry>();
            foreach (var type in assembly.GetCustomAttributes<TttLayerExportAttribute>().Select(export => export.Type))
            {
                var entry = _layers.Find(known => known.Type == type) ?? new LayerEntry(type);
                if (_layers.Concat(found).FirstOrDefault(known => known.Type != type && Same(known.Name, entry.Name)) is { } other)
                    throw new ArgumentException($"Two layers are named '{entry.Name}': {other.Type} and {type}; give one another Name.", nameof(assembly));
                found.Add(entry);
            }
            _layers.AddRange(found.Except(_layers));
            return found;
        }
    }

    static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
