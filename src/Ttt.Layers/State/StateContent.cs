namespace Ttt.Layers;

/// <summary>What the file of a state holds.</summary>
/// <param name="Layer">The name of the layer it belongs to.</param>
/// <param name="Period">The layer's mini-batch size, where it has one.</param>
/// <param name="Position">Tokens seen.</param>
/// <param name="Tensors">The tensors by name.</param>
readonly record struct StateContent(string Layer, int? Period, long Position, IReadOnlyDictionary<string, Tensor> Tensors);
