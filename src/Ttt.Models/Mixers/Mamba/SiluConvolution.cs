using Ttt.Layers;

namespace Ttt.Models;

/// <summary>
/// silu(b + Σ_i w_i ∘ x_{t+i}): a causal depth-wise convolution along time with its activation, channels last. The k − 1 inputs before the first come with
/// the input.
/// </summary>
sealed class SiluConvolution : torch.autograd.SingleTensorFunction<SiluConvolution>
{
    const string Fused = "fused";

    public override string Name => nameof(SiluConvolution);

    /// <summary>[B,T,E] of x [B,k−1+T,E], w [k,E] and b [E].</summary>
    public static Tensor Of(Tensor x_BSE, Tensor weight_KE, Tensor bias_E)
    {
        using var scope = torch.NewDisposeScope();
        return apply(x_BSE, weight_KE, bias_E).MoveToOuterDisposeScope();
    }

    // what is saved must live until apply has returned: it belongs to the scope of Of
    public override Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, weight, bias) = (((Tensor)vars[0]).contiguous(), ((Tensor)vars[1]).contiguous(), ((Tensor)vars[2]).contiguous());
        var fused = CpuRows.Serve(x, weight, bias);
        ctx.save_data(Fused, fused);
        ctx.save_for_backward([x, weight, bias]);
        if (fused)
            return SiluConvolutionKernels.Forward(x, weight, bias);
        var sum = Sum(x, weight, bias);
        return sum * sum.sigmoid();
    }

    public override List<Tensor> backward(torch.autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var saved = ctx.get_saved_variables();
        var gradients = (bool)ctx.get_data(Fused)
            ? SiluConvolutionKernels.Backward(saved[0], saved[1], saved[2], grad_output.contiguous())
            : Backward(saved[0], saved[1], saved[2], grad_output);
        grad_output.Dispose();
        return ReturnedGradients.Hand([.. gradients]);
    }

    static Tensor Sum(Tensor x_BSE, Tensor weight_KE, Tensor bias_E)
    {
        var tokens = Tokens(x_BSE, weight_KE);
        var sum_BTE = bias_E.expand(x_BSE.size(0), tokens, x_BSE.size(2)).clone();
        for (var i = 0L; i < weight_KE.size(0); i++)
            sum_BTE.add_(x_BSE.narrow(1, i, tokens) * weight_KE.select(0, i));
        return sum_BTE;
    }

    static Tensor[] Backward(Tensor x_BSE, Tensor weight_KE, Tensor bias_E, Tensor dy_BTE)
    {
        var (sum, tokens) = (Sum(x_BSE, weight_KE, bias_E), Tokens(x_BSE, weight_KE));
        var s = sum.sigmoid();
        var dSum_BTE = dy_BTE * s * (sum * (1 - s) + 1);
        var (dx, dWeight) = (torch.zeros_like(x_BSE), torch.zeros_like(weight_KE));
        for (var i = 0L; i < weight_KE.size(0); i++)
        {
            dx.narrow(1, i, tokens).add_(dSum_BTE * weight_KE.select(0, i));
            dWeight.select(0, i).add_((dSum_BTE * x_BSE.narrow(1, i, tokens)).sum([0, 1]));
        }
        return [dx, dWeight, dSum_BTE.sum([0, 1])];
    }

    static long Tokens(Tensor x_BSE, Tensor weight_KE) => x_BSE.size(1) - weight_KE.size(0) + 1;
}
