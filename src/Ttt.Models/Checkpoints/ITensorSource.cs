namespace Ttt.Models;

/// <summary>Named tensors that are read one at a time, from wherever they lie.</summary>
public interface ITensorSource : IDisposable
{
    /// <summary>Where they lie, for messages.</summary>
    string Path { get; }

    IReadOnlyCollection<string> Names { get; }

    /// <summary>The type in which a tensor is stored.</summary>
    SafetensorsType Type(string name);

    IReadOnlyList<long> Shape(string name);

    /// <summary>Reads a tensor; narrow floats are widened to float32. It belongs to the caller.</summary>
    Tensor Read(string name);
}
