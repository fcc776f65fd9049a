using Ttt.Layers;

namespace Ttt.Models;

/// <summary>
/// y = softmax(q kᵀ/√D + mask) v as one node of the autograd graph, block of queries by block of queries: the weights of one block exist at a time and are
/// computed again in backward (arXiv:2205.14135, section 3.2), so memory grows with the tokens and not with their square.
/// </summary>
sealed class AttentionFunction : torch.autograd.SingleTensorFunction<AttentionFunction>
{
    const string Window = "window";

    public override string Name => nameof(AttentionFunction);

    /// <summary>What the last T of S positions answer.</summary>
    /// <param name="q_BHTD">Queries.</param>
    /// <param name="k_BGSD">Keys; G divides H, and every H/G heads of queries share one.</param>
    /// <param name="v_BGSD">Values.</param>
    /// <param name="window">Keys that a query sees, its own included; null: all up to its own.</param>
    public static Tensor Of(Tensor q_BHTD, Tensor k_BGSD, Tensor v_BGSD, int? window)
    {
        using var scope = torch.NewDisposeScope();
        return apply(q_BHTD, k_BGSD, v_BGSD, window ?? 0).MoveToOuterDisposeScope();
    }

    // what is saved must live until apply has returned: it belongs to the scope of Of
    public override Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        var (q, k, v, window) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (int)vars[3]);
        ctx.save_for_backward([q, k, v]);
        ctx.save_data(Window, window);
        ctx.save_data(nameof(Autocast), Autocast.Type);
        var outputs = new List<Tensor>();
        foreach (var block in QueryBlock.Of(q.size(2), k.size(2), window == 0 ? null : window))
        {
            using var scope = torch.NewDisposeScope();
            var (queries, keys, values) = (Rows(q, k.size(1), block), Keys(k, block), Keys(v, block));
            outputs.Add(Heads(Autocast.Matmul(Weights(queries, keys, block, q, window), values), q, block).MoveToOuterDisposeScope());
        }
        return torch.cat(outputs, 2);
    }

    // dV = Pᵀ dY,  dP = dY Vᵀ,  dS = P ∘ (dP − Σ P∘dP),  dQ = dS K/√D,  dK = dSᵀ Q/√D
    public override List<Tensor> backward(torch.autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var saved = ctx.get_saved_variables();
        var (q, k, v, window) = (saved[0], saved[1], saved[2], (int)ctx.get_data(Window));
        using var precision = Autocast.To((torch.ScalarType)ctx.get_data(nameof(Autocast)));
        var (dq, dk, dv) = (torch.empty_like(q), torch.zeros_like(k), torch.zeros_like(v));
        foreach (var block in QueryBlock.Of(q.size(2), k.size(2), window == 0 ? null : window))
        {
            using var inner = torch.NewDisposeScope();
            var (queries, keys, values, dOutput) = (Rows(q, k.size(1), block), Keys(k, block), Keys(v, block), Rows(grad_output, k.size(1), block));
            var weights = Weights(queries, keys, block, q, window);
            Keys(dv, block).add_(Autocast.Matmul(weights.transpose(-2, -1), dOutput));
            var dScores = Autocast.Matmul(dOutput, values.transpose(-2, -1)).mul_(weights);
            dScores.sub_(weights.mul_(dScores.sum(-1, keepdim: true))).mul_(Scale(q));
            Keys(dk, block).add_(Autocast.Matmul(dScores.transpose(-2, -1), queries));
            dq.narrow(2, block.Start, block.Queries).copy_(Heads(Autocast.Matmul(dScores, keys), q, block));
        }
        grad_output.Dispose();
        return ReturnedGradients.Hand([dq, dk, dv, null!]);
    }

    // P [B,G,H/G·queries,keys]
    static Tensor Weights(Tensor queries, Tensor keys, QueryBlock block, Tensor q, int window)
    {
        var scores = Autocast.Matmul(queries * Scale(q), keys.transpose(-2, -1));
        if (block.Mask(window == 0 ? null : window, q) is { } mask)
            scores.view(scores.size(0), scores.size(1), -1, block.Queries, block.Keys).add_(mask);
        return scores.softmax(-1);
    }

    static double Scale(Tensor q) => 1 / Math.Sqrt(q.size(3));

    // the block's rows of all heads that share keys, one under the other: [B,G,H/G·queries,D]
    static Tensor Rows(Tensor x_BHTD, long groups, QueryBlock block)
        => x_BHTD.narrow(2, block.Start, block.Queries).reshape(x_BHTD.size(0), groups, -1, x_BHTD.size(3));

    static Tensor Heads(Tensor rows, Tensor like_BHTD, QueryBlock block) => rows.view(like_BHTD.size(0), like_BHTD.size(1), block.Queries, like_BHTD.size(3));

    static Tensor Keys(Tensor x_BGSD, QueryBlock block) => x_BGSD.narrow(2, block.FirstKey, block.Keys);
}
