using Ttt.Layers;

namespace Ttt.Models;

/// <summary>
/// Mean cross entropy of the logits h·Wᵀ. Where they are many (a large vocabulary) they are computed some rows at a time and never kept: the gradients, which
/// need them, are computed with the loss.
/// </summary>
sealed class LinearCrossEntropy : torch.autograd.SingleTensorFunction<LinearCrossEntropy>
{
    /// <summary>Logits that are held at once, 64 MB of float32.</summary>
    internal const long HeldLogits = 1 << 24;

    public override string Name => nameof(LinearCrossEntropy);

    /// <param name="hidden_RC">h, [R,C].</param>
    /// <param name="weight_VC">W, [V,C].</param>
    /// <param name="targets_R">Classes, [R]; <see cref="TokenBatch.Ignored"/> does not count.</param>
    /// <param name="held">Logits that may be held at once.</param>
    internal static Tensor Of(Tensor hidden_RC, Tensor weight_VC, Tensor targets_R, long held = HeldLogits)
    {
        using var scope = torch.NewDisposeScope();
        if (hidden_RC.size(0) * weight_VC.size(0) <= held)
            return torch.nn.functional.cross_entropy(Autocast.Linear(hidden_RC, weight_VC), targets_R, ignore_index: TokenBatch.Ignored).MoveToOuterDisposeScope();
        var rows = Math.Max(1, held / weight_VC.size(0));
        var learns = torch.is_grad_enabled() && (hidden_RC.requires_grad || weight_VC.requires_grad);
        return (learns ? apply(hidden_RC, weight_VC, targets_R, rows) : Pass(hidden_RC, weight_VC, targets_R, rows, null)).MoveToOuterDisposeScope();
    }

    // what is saved must live until apply has returned: it belongs to the scope of Of
    public override Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        var (hidden, weight, targets) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
        var gradients = (Hidden: torch.empty_like(hidden), Weight: torch.zeros_like(weight));
        var loss = Pass(hidden, weight, targets, (long)vars[3], gradients);
        ctx.save_for_backward([gradients.Hidden, gradients.Weight]);
        return loss;
    }

    public override List<Tensor> backward(torch.autograd.AutogradContext ctx, Tensor grad_output)
    {
        if (torch.is_grad_enabled()) throw new InvalidOperationException($"The loss of more than {HeldLogits} logits has no second derivative; take fewer rows or a smaller vocabulary.");
        using var scope = torch.NewDisposeScope();
        var saved = ctx.get_saved_variables();
        List<Tensor> gradients = [saved[0] * grad_output, saved[1] * grad_output, null!, null!];
        grad_output.Dispose();
        return ReturnedGradients.Hand(gradients);
    }

    static Tensor Pass(Tensor hidden_RC, Tensor weight_VC, Tensor targets_R, long rows, (Tensor Hidden, Tensor Weight)? gradients)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var precise = hidden_RC.dtype == torch.ScalarType.Float64 ? torch.ScalarType.Float64 : torch.ScalarType.Float32;
        var counted = targets_R.ne(TokenBatch.Ignored).sum().to_type(torch.ScalarType.Float64);
        var loss = torch.zeros([], dtype: torch.ScalarType.Float64, device: hidden_RC.device);
        for (long from = 0; from < hidden_RC.size(0); from += rows)
        {
            using var part = torch.NewDisposeScope();
            var count = Math.Min(rows, hidden_RC.size(0) - from);
            var h_rC = hidden_RC.narrow(0, from, count);
            var logits_rV = Autocast.Linear(h_rC, weight_VC).to_type(precise);
            var (mean, byLogits_rV) = Share(logits_rV, targets_R.narrow(0, from, count), counted, gradients is not null);
            loss.add_(mean);
            if (gradients is not { } to) continue;
            byLogits_rV = byLogits_rV!.to_type(hidden_RC.dtype);
            to.Hidden.narrow(0, from, count).copy_(Autocast.Matmul(byLogits_rV, weight_VC));
            to.Weight.add_(Autocast.Matmul(byLogits_rV.t(), h_rC));
        }
        return loss.to_type(precise).MoveToOuterDisposeScope();
    }

    // What some rows add to the mean, and its gradient, by the loss of whole tensors.
    static (Tensor Mean, Tensor? ByLogits) Share(Tensor logits_rV, Tensor targets_r, Tensor counted, bool learns)
    {
        using var grad = torch.set_grad_enabled(learns);
        logits_rV.requires_grad_(learns);
        var mean = torch.nn.functional.cross_entropy(logits_rV, targets_r, ignore_index: TokenBatch.Ignored, reduction: torch.nn.Reduction.Sum) / counted;
        if (learns) mean.backward();
        return (mean.detach(), logits_rV.grad);
    }
}
