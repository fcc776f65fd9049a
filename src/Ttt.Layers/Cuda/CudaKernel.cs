using System.Text;

namespace Ttt.Layers;

/// <summary>A derived program as CUDA C++: a struct whose methods a block of threads runs together.</summary>
/// <param name="name">The struct.</param>
/// <param name="text">Its text in UTF-8. It reads the dimensions by their names, b and e from a struct Sizes, and calls the device library.</param>
/// <param name="sizes">The dimensions of the layer.</param>
/// <param name="buffers">The floats of its buffers, in the order in which it takes them.</param>
/// <param name="fetched">The floats of the rows that it fetches for the next mini-batch where there is room for them twice.</param>
public sealed class CudaKernel(string name, ReadOnlySpan<byte> text, IReadOnlyList<(string Name, int Value)> sizes, IReadOnlyList<int> buffers, IReadOnlyList<int> fetched)
{
    /// <summary>The struct.</summary>
    public string Name { get; } = name;

    /// <summary>Its text.</summary>
    public string Text { get; } = Encoding.UTF8.GetString(text);

    /// <summary>The dimensions of the layer.</summary>
    public IReadOnlyList<(string Name, int Value)> Sizes { get; } = sizes;

    /// <summary>The floats of its buffers, in the order in which it takes them.</summary>
    public IReadOnlyList<int> Buffers { get; } = buffers;

    /// <summary>The floats of the rows that it fetches for the next mini-batch where there is room for them twice.</summary>
    public IReadOnlyList<int> Fetched { get; } = fetched;
}
