namespace Ttt.Models;

/// <summary>L consecutive tokens of a selective scan and all states among them.</summary>
sealed class SelectiveChunk
{
    readonly long first, length;

    public SelectiveChunk(SelectiveInputs inputs, int chunk, Tensor start_BNE)
    {
        first = (long)chunk * SelectiveScan.Chunk;
        length = Math.Min(SelectiveScan.Chunk, inputs.Tokens - first);
        (U_BLE, Steps_BLE) = (Of(inputs.U), Of(inputs.Steps));
        Delta_BLE = torch.nn.functional.softplus(Steps_BLE);
        (B_BL1N, C_BL1N) = (Of(inputs.B).unsqueeze(2), Of(inputs.C).unsqueeze(2));
        Decay_BLNE = (Delta_BLE.unsqueeze(2) * inputs.A).exp();
        States_BLNE = Scanned(Decay_BLNE, B_BL1N.transpose(2, 3).matmul((U_BLE * Delta_BLE).unsqueeze(2)), Decay_BLNE.select(1, 0) * start_BNE);
        Before_BLNE = torch.cat([start_BNE.unsqueeze(1), States_BLNE.narrow(1, 0, length - 1)], 1);
    }

    public Tensor U_BLE { get; }

    public Tensor Steps_BLE { get; }

    /// <summary>Δ = softplus(steps).</summary>
    public Tensor Delta_BLE { get; }

    public Tensor B_BL1N { get; }

    public Tensor C_BL1N { get; }

    /// <summary>exp(Δ A).</summary>
    public Tensor Decay_BLNE { get; }

    /// <summary>The state after each token.</summary>
    public Tensor States_BLNE { get; }

    /// <summary>The state before each token.</summary>
    public Tensor Before_BLNE { get; }

    public Tensor Last => States_BLNE.select(1, length - 1);

    /// <summary>The tokens of the chunk.</summary>
    public Tensor Of(Tensor x_BTn) => x_BTn.narrow(1, first, length);

    /// <summary>g_t = x_t + exp(Δ_{t+1} A) g_{t+1}, from the last token to the first; <paramref name="after_BNE"/> is what arrives from behind the chunk.</summary>
    public Tensor Reversed(Tensor x_BLNE, Tensor after_BNE)
    {
        // the decay of the first is that of no token here
        var decay = torch.cat([Decay_BLNE.narrow(1, 0, 1), Decay_BLNE.flip(1).narrow(1, 0, length - 1)], 1);
        return Scanned(decay, x_BLNE.flip(1), after_BNE).flip(1);
    }

    // x_t + decay_t x_{t−1} + decay_t decay_{t−1} x_{t−2} …: spans of 1, 2, 4 … tokens are joined, so that products of decays never grow
    static Tensor Scanned(Tensor decay_BLNE, Tensor x_BLNE, Tensor first_BNE)
    {
        var (decay, x, length) = (decay_BLNE.clone(), x_BLNE.clone(), x_BLNE.size(1));
        x.select(1, 0).add_(first_BNE);
        for (var span = 1L; span < length; span *= 2)
        {
            var (later, earlier) = (decay.narrow(1, span, length - span), length - span);
            var (sums, products) = (later * x.narrow(1, 0, earlier), later * decay.narrow(1, 0, earlier));
            x.narrow(1, span, earlier).add_(sums);
            later.copy_(products);
        }
        return x;
    }
}
