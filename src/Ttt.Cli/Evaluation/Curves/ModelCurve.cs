namespace Ttt.Cli;

/// <summary>The curve of one model.</summary>
/// <param name="Name">What it is called in tables and plots.</param>
/// <param name="BytesPerToken">Of the text.</param>
/// <param name="Curve">The losses.</param>
sealed record ModelCurve(string Name, double BytesPerToken, LossCurve Curve);
