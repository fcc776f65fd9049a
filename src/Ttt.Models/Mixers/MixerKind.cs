using Ttt.Layers;

namespace Ttt.Models;

/// <summary>A sequence layer that configurations can name and that is no test-time-training layer: what those are compared with.</summary>
/// <param name="Name">The name in configurations.</param>
/// <param name="Summary">What it is, in a line.</param>
/// <param name="Explanation">What it computes.</param>
/// <param name="Create">Makes one of a configuration's sizes.</param>
public sealed record MixerKind(string Name, string Summary, string Explanation, Func<ModelConfig, SequenceMixer> Create)
{
    /// <summary>Of the tokens of a context those that the state keeps one by one; 0: its size is fixed.</summary>
    public Func<ModelConfig, int, int> Keeps { get; init; } = (_, _) => 0;

    /// <summary>What lists of costs call its work beside projections and convolutions.</summary>
    public string Part { get; init; } = "mixing";

    /// <summary>The operations of that work for one token, at a context; null: nobody counted them.</summary>
    public Func<ModelConfig, int, OperationCount>? Operations { get; init; }
}
