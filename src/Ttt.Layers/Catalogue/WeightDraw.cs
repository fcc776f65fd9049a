namespace Ttt.Layers;

/// <summary>Initial weights come from the library's one random stream: whoever draws them holds this lock, so that a seed gives the same model whatever other threads build.</summary>
public static class WeightDraw
{
    public static Lock Gate { get; } = new();
}
