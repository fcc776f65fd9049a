namespace Ttt.Layers;

/// <summary>A derived program as CUDA C++: a struct whose methods a block of threads runs together.</summary>
/// <param name="Name">The struct.</param>
/// <param name="Text">Its text. It reads the dimensions by their names, b and e from a struct Sizes, and calls the device library.</param>
/// <param name="Sizes">The dimensions of the layer.</param>
/// <param name="Buffers">The floats of its buffers, in the order in which it takes them.</param>
public sealed record CudaKernel(string Name, string Text, IReadOnlyList<(string Name, int Value)> Sizes, IReadOnlyList<int> Buffers);
