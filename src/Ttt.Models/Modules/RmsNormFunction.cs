namespace Ttt.Models;

/// <summary>RMSNorm with an explicit backward pass: half the passes over memory that recorded operations would take.</summary>
sealed class RmsNormFunction : torch.autograd.SingleTensorFunction<RmsNormFunction>
{
    [ThreadStatic]
    static List<Tensor>? t_returned;

    public override string Name => nameof(RmsNormFunction);

    /// <summary>w ∘ x / sqrt(mean(x²) + ε) over the last dimension.</summary>
    public static Tensor Of(Tensor x, Tensor weight_C, double epsilon)
    {
        using var scope = torch.NewDisposeScope();
        return apply(x, weight_C, epsilon).MoveToOuterDisposeScope();
    }

    // what is saved must live until apply has returned: it belongs to the scope of Of
    public override Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, weight_C, epsilon) = ((Tensor)vars[0], (Tensor)vars[1], (double)vars[2]);
        var inverse = (x * x).mean([-1], keepdim: true).add_(epsilon).rsqrt_();
        var normal = x * inverse;
        ctx.save_for_backward([normal, inverse, weight_C]);
        return normal * weight_C;
    }

    // y = w∘n, n = x·r:  dw = Σ g∘n,  dx = r·(g∘w − n·mean(g∘w∘n))
    public override List<Tensor> backward(torch.autograd.AutogradContext ctx, Tensor grad_output)
    {
        // the engine has taken over what the last call on this thread returned; its wrappers may belong to no scope
        foreach (var tensor in t_returned ?? [])
            tensor.Dispose();
        using var scope = torch.NewDisposeScope();
        var saved = ctx.get_saved_variables();
        var (normal, inverse, weight_C) = (saved[0], saved[1], saved[2]);
        var product = grad_output * normal;
        var width = weight_C.shape[0];
        var dWeight_C = product.reshape(-1, width).sum(0L);
        var mean = product.matmul(weight_C).div_(width).unsqueeze(-1);
        var dx = (grad_output * weight_C).sub_(normal * mean).mul_(inverse);
        t_returned = [dx.DetachFromDisposeScope(), dWeight_C.DetachFromDisposeScope()];
        grad_output.Dispose();
        return [dx, dWeight_C, null!];
    }
}
