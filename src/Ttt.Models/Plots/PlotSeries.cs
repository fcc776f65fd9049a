namespace Ttt.Models;

/// <summary>One curve of a plot. Points that are not finite leave a gap.</summary>
/// <param name="Name">Text of the legend.</param>
/// <param name="Points">The points in the order in which they are joined.</param>
/// <param name="Faint">Drawn thin and pale, as the background of another curve.</param>
/// <param name="Marked">Every point has a dot, for curves of few points; one of a single point has it anyway.</param>
public sealed record PlotSeries(string Name, IReadOnlyList<(double X, double Y)> Points, bool Faint = false, bool Marked = false);
