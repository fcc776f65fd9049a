namespace Ttt.Models;

/// <summary>Mamba as configurations choose it.</summary>
static class MambaKind
{
    const string Text = """
        Mamba's selective state space layer (S6), E = expand·C channels, N = state size, R = rank of the step

          x, z    = in_proj(input)                              [T,E] each
          u       = silu(conv1d(x))                             causal, depth-wise, kernel 4
          δ, B, C = x_proj(u)                                   [T,R], [T,N], [T,N]
          Δ       = softplus(dt_proj(δ))                        [T,E]
          h_t     = exp(Δ_t A) h_{t−1} + Δ_t u_t B_t            [E,N], A = −exp(A_log)
          y_t     = h_t C_t + D u_t
          output  = out_proj(y ∘ silu(z))

        state     h and the last inputs of the convolution, E·(N + kernel − 1) values, however long the sequence
        recurrence  forward 6·N + 3 operations a token and channel and N exponentials; backward 15·N
        """;

    public static MixerKind Kind { get; } = new(Mamba.Kind, "selective state space layer, S6 (arXiv:2312.00752)", Text, config => new Mamba(new()
    {
        Width = config.HiddenSize,
        StateSize = config.MambaDState ?? 16,
        Expand = config.MambaExpand ?? 2,
        StepRank = config.MambaDtRank,
        ConvKernel = config.PreConvKernel,
    }))
    {
        Part = "recurrence",
        Operations = (config, _) => Operations(config.HiddenSize * (config.MambaExpand ?? 2.0), config.MambaDState ?? 16),
    };

    // forward Δ·A, decay·h, Δu·B, sum, h·C and its sum; backward of the state 3, of C, B, Δu, decay, Δ and A two each
    static OperationCount Operations(double channels, int states)
        => new(channels * (6 * states + 3), channels * (6 * states + 3), channels * (21 * states + 3));
}
