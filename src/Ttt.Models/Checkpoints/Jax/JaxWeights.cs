namespace Ttt.Models;

/// <summary>Weights of the authors' JAX program under the official names, axes as there. Names that are none of a model's weights stay, so that they are reported.</summary>
public sealed class JaxWeights : ITensorSource
{
    readonly ITensorSource jax;
    readonly Dictionary<string, (string Name, int[]? Axes)> places = new(StringComparer.Ordinal);

    /// <summary>Takes over the source.</summary>
    /// <exception cref="TttException">Two tensors have one official name.</exception>
    public JaxWeights(ITensorSource source)
    {
        jax = source;
        foreach (var name in source.Names)
        {
            var (official, axes) = JaxName.Official(name) ?? (name, null);
            if (!places.TryAdd(official, (name, axes)))
                throw new TttException($"{Path}: '{name}' and '{places[official].Name}' are both {official}");
        }
    }

    /// <summary>Whether names look like those of the JAX program.</summary>
    public static bool Recognises(ITensorSource source) => source.Names.Any(name => JaxName.Official(name)?.Official == "model.embed_tokens.weight") && !source.Names.Contains("model.embed_tokens.weight");

    public string Path => jax.Path;

    public IReadOnlyCollection<string> Names => places.Keys;

    public SafetensorsType Type(string name) => jax.Type(places[name].Name);

    public IReadOnlyList<long> Shape(string name) => JaxName.Permuted(jax.Shape(places[name].Name), places[name].Axes);

    public Tensor Read(string name) => JaxName.Permuted(jax.Read(places[name].Name), places[name].Axes);

    public void Dispose() => jax.Dispose();
}
