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
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    internal static Tensor Of(Tensor hidden_RC, Tensor weight_VC, Tensor targets_R, long held = HeldLogits)
    {
        if (hidden_RC.size(1) != weight_VC.size(1) || targets_R.dim() != 1 || targets_R.size(0) != hidden_RC.size(0))
            throw new ArgumentException($"The loss takes rows [R,C], weights [V,C] and targets [R]; they are [{Text(hidden_RC)}], [{Text(weight_VC)}] and [{Text(targets_R)}].");
        using var scope = torch.NewDisposeScope();
        if (hidden_RC.size(0) * weight_VC.size(0) <= held) return Whole(hidden_RC, weight_VC, targets_R).MoveToOuterDisposeScope();
        var rows = Math.Max(1, held / weight_VC.size(0));
        var learns = torch.is_grad_enabled() && (hidden_RC.requires_grad || weight_VC.requires_grad);
        return (learns ? apply(hidden_RC, weight_VC, targets_R, rows) : Pass(hidden_RC, weight_VC, targets_R, rows, null)).MoveToOuterDisposeScope();
    }

    // what is saved must live until apply has returned: it belongs to the scope of Of
    public override Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        var (hidden, weight, targets) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
        var gradients = (Hidden: torch.empty_like(hidden, dtype: Precise(hidden)), Weight: torch.zeros_like(weight, dtype: Precise(hidden)));
        var loss = Pass(hidden, weight, targets, (long)vars[3], gradients);
        ctx.save_for_backward([gradients.Hidden, gradients.Weight, hidden, weight, targets]);
        ctx.save_data(nameof(Autocast), Autocast.Type);
        return loss;
    }

    public override List<Tensor> backward(torch.autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = torch.NewDisposeScope();
        var saved = ctx.get_saved_variables();
        using var precision = Autocast.To((torch.ScalarType)ctx.get_data(nameof(Autocast)));
        var (hidden, weight) = (saved[2], saved[3]);
        List<Tensor> gradients = torch.is_grad_enabled()
            ? Differentiable(hidden, weight, saved[4], grad_output)
            : [(saved[0] * grad_output).to_type(hidden.dtype), (saved[1] * grad_output).to_type(weight.dtype)];
        grad_output.Dispose();
        return ReturnedGradients.Hand([.. gradients, null!, null!]);
    }

    // Gradients of gradients are rare: all logits at once give them.
    static List<Tensor> Differentiable(Tensor hidden_RC, Tensor weight_VC, Tensor targets_R, Tensor grad_output)
    {
        Tensor[] both = [hidden_RC, weight_VC];
        var found = new Queue<Tensor>(torch.autograd.grad([Whole(hidden_RC, weight_VC, targets_R)], [.. both.Where(t => t.requires_grad)], [grad_output], create_graph: true));
        return [.. both.Select(t => t.requires_grad ? found.Dequeue() : null!)];
    }

    static Tensor Whole(Tensor hidden_RC, Tensor weight_VC, Tensor targets_R)
        => torch.nn.functional.cross_entropy(Logits(hidden_RC, weight_VC), targets_R, ignore_index: TokenBatch.Ignored);

    static Tensor Logits(Tensor hidden_rC, Tensor weight_VC) => Autocast.Linear(hidden_rC, weight_VC).to_type(Precise(hidden_rC));

    // What logits, losses and sums over rows are in.
    static torch.ScalarType Precise(Tensor hidden) => hidden.dtype == torch.ScalarType.Float64 ? torch.ScalarType.Float64 : torch.ScalarType.Float32;

    static string Text(Tensor tensor) => string.Join(",", tensor.shape);

    static Tensor Pass(Tensor hidden_RC, Tensor weight_VC, Tensor targets_R, long rows, (Tensor Hidden, Tensor Weight)? gradients)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var counted = targets_R.ne(TokenBatch.Ignored).sum().to_type(torch.ScalarType.Float64);
        var loss = torch.zeros([], dtype: torch.ScalarType.Float64, device: hidden_RC.device);
        for (long from = 0; from < hidden_RC.size(0); from += rows)
        {
            using var part = torch.NewDisposeScope();
            var count = Math.Min(rows, hidden_RC.size(0) - from);
            var h_rC = hidden_RC.narrow(0, from, count);
            var logits_rV = Logits(h_rC, weight_VC);
            var (mean, byLogits_rV) = Share(logits_rV, targets_R.narrow(0, from, count), counted, gradients is not null);
            loss.add_(mean);
            if (gradients is not { } to) continue;
            byLogits_rV = byLogits_rV!.to_type(hidden_RC.dtype);
            to.Hidden.narrow(0, from, count).copy_(Autocast.Matmul(byLogits_rV, weight_VC));
            to.Weight.add_(Autocast.Matmul(byLogits_rV.t(), h_rC));
        }
        return loss.to_type(Precise(hidden_RC)).MoveToOuterDisposeScope();
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
