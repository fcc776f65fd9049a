using Ttt.Layers;

namespace Ttt.Models;

/// <summary>A sequence layer that configurations can name and that is no test-time-training layer: what those are compared with.</summary>
/// <param name="Name">The name in configurations.</param>
/// <param name="Summary">What it is, in a line.</param>
/// <param name="Explanation">What it computes.</param>
/// <param name="Create">Makes one of a configuration's sizes.</param>
public sealed record MixerKind(string Name, string Summary, string Explanation, Func<ModelConfig, SequenceMixer> Create)
{
    /// <summary>Its state, and the time of a token, grow with the tokens before it.</summary>
    public Func<ModelConfig, bool> Grows { get; init; } = _ => false;
}
