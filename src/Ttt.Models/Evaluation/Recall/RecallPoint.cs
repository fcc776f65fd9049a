namespace Ttt.Models;

/// <summary>Recall at one distance.</summary>
/// <param name="Distance">Tokens of the text between the statement and the cue.</param>
/// <param name="Samples">Prompts.</param>
/// <param name="Accuracy">Share of prompts whose right answer was the most likely among the choices.</param>
/// <param name="Exact">Share of prompts that greedy decoding continues with the right answer.</param>
public sealed record RecallPoint(int Distance, int Samples, double Accuracy, double Exact)
{
    /// <summary>Of the accuracy; NaN of one prompt.</summary>
    public double StandardError => Samples > 1 ? Math.Sqrt(Accuracy * (1 - Accuracy) / Samples) : double.NaN;
}
