namespace Ttt;

/// <summary>The factor τ that scales what the tokens of a mini-batch have accumulated.</summary>
public enum PositionFactor
{
    /// <summary>τ_n = max(0, 1/n + δ_n), δ learned: the step is the mean of the mini-batch's gradients so far.</summary>
    Standard,

    /// <summary>τ_n = 1: the step is their sum.</summary>
    None,
}
