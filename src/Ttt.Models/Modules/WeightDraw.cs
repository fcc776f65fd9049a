namespace Ttt.Models;

/// <summary>Initial weights come from the library's one random stream: whoever draws them holds this lock, so that a seed gives the same model whatever other threads build.</summary>
static class WeightDraw
{
    public static Lock Gate { get; } = new();
}
