namespace Ttt.Layers;

/// <summary>silu(a) ∘ u with an explicit backward pass that keeps a and u alone.</summary>
sealed class SwiGluFunction : torch.autograd.SingleTensorFunction<SwiGluFunction>
{
    public override string Name => nameof(SwiGluFunction);

    internal static Tensor Of(Tensor gate, Tensor up)
    {
        using var scope = torch.NewDisposeScope();
        return apply(gate, up).MoveToOuterDisposeScope();
    }

    // what is saved must live until apply has returned: it belongs to the scope of Of
    public override Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        var (gate, up) = ((Tensor)vars[0], (Tensor)vars[1]);
        if (!CpuRows.Serve(gate, up))
        {
            ctx.save_for_backward([gate, up]);
            return torch.nn.functional.silu(gate) * up;
        }
        var (a, u, y) = (gate.contiguous(), up.contiguous(), torch.empty(gate.shape));
        ctx.save_for_backward([a, u]);
        SwiGluKernel.Forward(a, u, y);
        return y;
    }

    public override List<Tensor> backward(torch.autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = torch.NewDisposeScope();
        var saved = ctx.get_saved_variables();
        var (gate, up) = (saved[0], saved[1]);
        var gradients = !torch.is_grad_enabled() && CpuRows.Serve(grad_output, gate, up)
            ? SwiGluKernel.Backward(grad_output.contiguous(), gate, up)
            : Backward(grad_output, gate, up);
        grad_output.Dispose();
        return ReturnedGradients.Hand([.. gradients]);
    }

    // du = g·a·s,  da = g·u·s·(1 + a·(1 − s)),  s = sigmoid(a)
    static Tensor[] Backward(Tensor gradient, Tensor gate, Tensor up)
    {
        var s = gate.sigmoid();
        var scaled = gradient * s;
        return [scaled * up * (gate * (1 - s) + 1), scaled * gate];
    }
}
