namespace Ttt;

/// <summary>Which weights a token's output reads.</summary>
public enum ReadOut
{
    /// <summary>Those after the token's own step: causal, the token sees itself.</summary>
    UpdateThenApply,

    /// <summary>Those of the last boundary, before the token's mini-batch learned: causal, the mini-batch sees only what was before it.</summary>
    ApplyThenUpdate,

    /// <summary>Those at the end of the token's mini-batch: not causal inside the mini-batch. The last mini-batch of a call may be shorter, and ends with it.</summary>
    ChunkEnd,
}

/// <summary>Where the gradient is taken when a <see cref="RetentionAttribute"/> shrinks the weights.</summary>
public enum Decay
{
    /// <summary>The gradient is that of the weights before they shrink (Titans).</summary>
    AfterGradient,

    /// <summary>The weights shrink first, and the gradient is that of the shrunk weights (Gated DeltaNet).</summary>
    BeforeGradient,
}

/// <summary>How often a momentum buffer moves.</summary>
public enum MomentumPer
{
    /// <summary>With every token: S ← m S + λ∇ℓ, and every S enters the weights.</summary>
    Token,

    /// <summary>Once a mini-batch: the step is Σλ∇ℓ + m̄ S, with m̄ the mean gate and S the step of the mini-batch before (LaCT).</summary>
    MiniBatch,
}

/// <summary>How the inner loss is made smaller.</summary>
public enum InnerSolver
{
    /// <summary>Gradient steps.</summary>
    Gradient,

    /// <summary>The exact minimum of the weighted loss of all tokens so far plus ½ Σ Λ W² (ridge regression, MesaNet): for inner models linear in their weight.</summary>
    Ridge,
}

/// <summary>Some of the three views.</summary>
[Flags]
public enum Views
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>The query.</summary>
    Query = 1,

    /// <summary>The key.</summary>
    Key = 2,

    /// <summary>The value.</summary>
    Value = 4,

    /// <summary>Query and key.</summary>
    QueryKey = Query | Key,

    /// <summary>All three.</summary>
    All = Query | Key | Value,
}

/// <summary>The activation of the output gate.</summary>
public enum GateActivation
{
    /// <summary>GELU, tanh approximation.</summary>
    Gelu,

    /// <summary>x · sigmoid(x).</summary>
    Silu,

    /// <summary>sigmoid(x).</summary>
    Sigmoid,
}
