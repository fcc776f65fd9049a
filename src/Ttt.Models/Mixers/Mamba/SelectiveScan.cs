using Ttt.Layers;

namespace Ttt.Models;

/// <summary>
/// The recurrence h_t = exp(Δ_t A) h_{t−1} + Δ_t u_t B_t, y_t = h_t C_t + D u_t, Δ = softplus(steps), of all channels as one node of the autograd graph. Forward keeps the state at the
/// start of every chunk alone; backward computes those in between again. Gradients of gradients do not flow through it.
/// </summary>
sealed class SelectiveScan : torch.autograd.MultiTensorFunction<SelectiveScan>
{
    /// <summary>Tokens from one kept state to the next.</summary>
    public const int Chunk = 16;

    const string Fused = "fused";

    public override string Name => nameof(SelectiveScan);

    /// <summary>The outputs [B,T,E] and the state after the last token [B,N,E].</summary>
    /// <param name="u_BTE">Inputs.</param>
    /// <param name="steps_BTE">What Δ is the softplus of.</param>
    /// <param name="a_NE">A, negative.</param>
    /// <param name="b_BTN">How inputs enter the state.</param>
    /// <param name="c_BTN">How outputs read it.</param>
    /// <param name="d_E">What of the input passes by the state.</param>
    /// <param name="h_BNE">The state before the first token.</param>
    public static (Tensor Output, Tensor State) Of(Tensor u_BTE, Tensor steps_BTE, Tensor a_NE, Tensor b_BTN, Tensor c_BTN, Tensor d_E, Tensor h_BNE)
    {
        using var scope = torch.NewDisposeScope();
        var results = apply(u_BTE, steps_BTE, a_NE, b_BTN, c_BTN, d_E, h_BNE);
        return (results[0].MoveToOuterDisposeScope(), results[1].MoveToOuterDisposeScope());
    }

    // what is saved must live until apply has returned: it belongs to the scope of Of
    public override List<Tensor> forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        var inputs = SelectiveInputs.Of([.. vars.Cast<Tensor>()]);
        var fused = CpuRows.Serve(inputs.All);
        ctx.save_data(Fused, fused);
        var (output, starts, state) = fused ? SelectiveKernels.Forward(inputs) : SelectiveChunks.Forward(inputs);
        ctx.save_for_backward([.. inputs.All, starts]);
        return [output, state];
    }

    public override List<Tensor> backward(torch.autograd.AutogradContext ctx, List<Tensor> grad_outputs)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var saved = ctx.get_saved_variables();
        var (inputs, starts) = (SelectiveInputs.Of([.. saved.Take(saved.Count - 1)]), saved[^1]);
        var (dOutput, dState) = (grad_outputs[0].contiguous(), grad_outputs[1].contiguous());
        var gradients = (bool)ctx.get_data(Fused) ? SelectiveKernels.Backward(inputs, starts, dOutput, dState) : SelectiveChunks.Backward(inputs, starts, dOutput, dState);
        foreach (var gradient in grad_outputs)
            gradient.Dispose();
        return ReturnedGradients.Hand([.. gradients]);
    }
}
