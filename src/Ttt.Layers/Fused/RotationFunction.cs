namespace Ttt.Layers;

/// <summary>The rotation of pairs in one pass that also turns [B,T,H,D] in memory into [B,H,T,D], and back in backward.</summary>
sealed class RotationFunction : torch.autograd.SingleTensorFunction<RotationFunction>
{
    public override string Name => nameof(RotationFunction);

    /// <summary>Whether it can rotate this tensor; what <see cref="Rotation"/> does with tensor operations serves everywhere.</summary>
    internal static bool Serves(Tensor x_BHTD) => CpuRows.Serve(x_BHTD);

    internal static Tensor Of(Tensor x_BHTD, Rotation.Angles angles)
    {
        using var scope = torch.NewDisposeScope();
        return apply(x_BHTD, angles.Cos_TD, angles.Sin_TD).MoveToOuterDisposeScope();
    }

    // what is saved must live until apply has returned: it belongs to the scope of Of
    public override Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        var (x_BTHD, cos_TD, sin_TD) = (((Tensor)vars[0]).transpose(1, 2).contiguous(), ((Tensor)vars[1]).contiguous(), ((Tensor)vars[2]).contiguous());
        ctx.save_for_backward([cos_TD, sin_TD]);
        var y_BHTD = torch.empty(x_BTHD.size(0), x_BTHD.size(2), x_BTHD.size(1), x_BTHD.size(3));
        RotationKernel.Forward(x_BTHD, cos_TD, sin_TD, y_BHTD);
        return y_BHTD;
    }

    // The inverse of a rotation is the one by the opposite angle.
    public override List<Tensor> backward(torch.autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = torch.NewDisposeScope();
        var saved = ctx.get_saved_variables();
        var (cos_TD, sin_TD) = (saved[0], saved[1]);
        var shape = grad_output.shape;
        Tensor dx_BHTD;
        if (torch.is_grad_enabled())
            dx_BHTD = Rotation.ByOperations(grad_output, new(cos_TD, sin_TD.neg()));
        else
        {
            var dx_BTHD = torch.empty(shape[0], shape[2], shape[1], shape[3]);
            RotationKernel.Backward(grad_output.contiguous(), cos_TD, sin_TD, dx_BTHD);
            dx_BHTD = dx_BTHD.transpose(1, 2);
        }
        grad_output.Dispose();
        return ReturnedGradients.Hand([dx_BHTD, null!, null!]);
    }
}
