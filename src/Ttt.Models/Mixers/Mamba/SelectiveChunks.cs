namespace Ttt.Models;

/// <summary>The selective scan by tensor operations, on any device and in any type: chunk after chunk, within a chunk all tokens together.</summary>
static class SelectiveChunks
{
    /// <summary>Outputs, the states at the starts of the chunks [B,chunks,N,E], and the last state.</summary>
    public static (Tensor Output, Tensor Starts, Tensor State) Forward(SelectiveInputs inputs)
    {
        var (outputs, starts, state) = (new List<Tensor>(), new List<Tensor>(), inputs.State);
        for (var chunk = 0; chunk < inputs.Chunks; chunk++)
        {
            starts.Add(state);
            var part = new SelectiveChunk(inputs, chunk, state);
            outputs.Add(part.C_BL1N.matmul(part.States_BLNE).squeeze(2) + inputs.D * part.U_BLE);
            state = part.Last;
        }
        return (torch.cat(outputs, 1), torch.stack(starts, 1), state.clone());
    }

    /// <summary>The gradients of all inputs, in their order.</summary>
    public static Tensor[] Backward(SelectiveInputs inputs, Tensor starts, Tensor dOutput_BTE, Tensor dState_BNE)
    {
        var (du, dsteps, db, dc) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        var (da_NE, dStart_BNE) = (torch.zeros_like(inputs.A), dState_BNE);
        for (var chunk = inputs.Chunks - 1; chunk >= 0; chunk--)
        {
            var part = new SelectiveChunk(inputs, chunk, starts.select(1, chunk));
            var dy_BL1E = part.Of(dOutput_BTE).unsqueeze(2);
            // g_t = C_t dy_t + exp(Δ_{t+1} A) g_{t+1}
            var g_BLNE = part.Reversed(part.C_BL1N.transpose(2, 3).matmul(dy_BL1E), dStart_BNE);
            dStart_BNE = part.Decay_BLNE.select(1, 0) * g_BLNE.select(1, 0);
            var dInput_BLE = part.B_BL1N.matmul(g_BLNE).squeeze(2);
            var dExponent_BLNE = g_BLNE * part.Before_BLNE * part.Decay_BLNE;
            dc.Insert(0, dy_BL1E.matmul(part.States_BLNE.transpose(2, 3)).squeeze(2));
            db.Insert(0, (part.U_BLE * part.Delta_BLE).unsqueeze(2).matmul(g_BLNE.transpose(2, 3)).squeeze(2));
            dsteps.Insert(0, ((dExponent_BLNE * inputs.A).sum(2) + dInput_BLE * part.U_BLE) * part.Steps_BLE.sigmoid());
            du.Insert(0, dInput_BLE * part.Delta_BLE + part.Of(dOutput_BTE) * inputs.D);
            da_NE = da_NE + (dExponent_BLNE * part.Delta_BLE.unsqueeze(2)).sum([0, 1]);
        }
        var dd_E = (dOutput_BTE * inputs.U).sum([0, 1]);
        return [torch.cat(du, 1), torch.cat(dsteps, 1), da_NE, torch.cat(db, 1), torch.cat(dc, 1), dd_E, dStart_BNE];
    }
}
