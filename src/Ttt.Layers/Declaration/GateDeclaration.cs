namespace Ttt.Layers;

/// <summary>What a gate of the inner optimiser is.</summary>
public enum InnerGate
{
    /// <summary>The rate λ.</summary>
    Rate,

    /// <summary>What a token leaves of the old weights, γ.</summary>
    Retention,

    /// <summary>What a token leaves of the momentum, m.</summary>
    Momentum,

    /// <summary>1; 0 for padding, whose momentum must not move the weights.</summary>
    Mask,
}

/// <summary>One gate that every token brings to the inner optimiser.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Declared">A method of the class computes it; else it is the standard rate, or the mask.</param>
public sealed record GateDeclaration(InnerGate Kind, bool Declared);
