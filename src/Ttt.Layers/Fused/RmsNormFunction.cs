namespace Ttt.Layers;

/// <summary>RMSNorm with an explicit backward pass: y = w∘n, n = x·r, r = 1/sqrt(mean(x²) + ε).</summary>
sealed class RmsNormFunction : torch.autograd.SingleTensorFunction<RmsNormFunction>
{
    const string Epsilon = "epsilon";

    public override string Name => nameof(RmsNormFunction);

    internal static Tensor Of(Tensor x, Tensor weight_C, double epsilon)
    {
        using var scope = torch.NewDisposeScope();
        return apply(x, weight_C, epsilon).MoveToOuterDisposeScope();
    }

    // what is saved must live until apply has returned: it belongs to the scope of Of
    public override Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, weight_C, epsilon) = ((Tensor)vars[0], (Tensor)vars[1], (double)vars[2]);
        ctx.save_data(Epsilon, epsilon);
        if (!CpuRows.Serve(x, weight_C))
        {
            var r = Inverse(x, epsilon);
            ctx.save_for_backward([x, r, weight_C]);
            return x * r * weight_C;
        }
        var (rows, weight) = (x.contiguous(), weight_C.contiguous());
        var (y, inverse) = (torch.empty(x.shape), torch.empty([.. x.shape[..^1], 1]));
        RmsNormKernel.Forward(rows, weight, y, inverse, (float)epsilon);
        ctx.save_for_backward([rows, inverse, weight]);
        return y;
    }

    public override List<Tensor> backward(torch.autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = torch.NewDisposeScope();
        var saved = ctx.get_saved_variables();
        var (x, inverse, weight_C) = (saved[0], saved[1], saved[2]);
        var differentiated = torch.is_grad_enabled();
        var (dx, dWeight_C) = !differentiated && CpuRows.Serve(grad_output, x, weight_C)
            ? RmsNormKernel.Backward(grad_output.contiguous(), x, weight_C, inverse)
            : Backward(grad_output, x, weight_C, differentiated ? Inverse(x, (double)ctx.get_data(Epsilon)) : inverse);
        grad_output.Dispose();
        return ReturnedGradients.Hand([dx, dWeight_C, null!]);
    }

    static Tensor Inverse(Tensor x, double epsilon) => ((x * x).mean([-1], keepdim: true) + epsilon).rsqrt();

    // dw = Σ g∘n,  dx = r·(g∘w − n·mean(g∘w∘n))
    static (Tensor, Tensor) Backward(Tensor gradient, Tensor x, Tensor weight_C, Tensor inverse)
    {
        var (normal, width) = (x * inverse, weight_C.shape[0]);
        var product = gradient * normal;
        var mean = (product.matmul(weight_C) / width).unsqueeze(-1);
        return ((gradient * weight_C - normal * mean) * inverse, product.reshape(-1, width).sum(0L));
    }
}
