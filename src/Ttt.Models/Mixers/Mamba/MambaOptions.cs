namespace Ttt.Models;

/// <summary>The shape of a Mamba layer.</summary>
public sealed record MambaOptions
{
    /// <summary>Model width C.</summary>
    public required int Width { get; init; }

    /// <summary>Values of the state for each channel, N.</summary>
    public int StateSize { get; init; } = 16;

    /// <summary>Inner channels E as a multiple of the width.</summary>
    public int Expand { get; init; } = 2;

    /// <summary>Rank of the step's projection; null: C / 16, rounded up.</summary>
    public int? StepRank { get; init; }

    /// <summary>Taps of the convolution.</summary>
    public int ConvKernel { get; init; } = 4;
}
