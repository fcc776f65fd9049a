namespace Ttt.Models;

/// <summary>One tensor of a safetensors file: bytes [<paramref name="Begin"/>, <paramref name="End"/>) after the header, row-major.</summary>
public sealed record SafetensorsEntry(string Name, SafetensorsType Type, IReadOnlyList<long> Shape, long Begin, long End)
{
    public long Elements => (End - Begin) / Type.Size();

    public string ShapeText => $"[{string.Join(", ", Shape)}]";
}
