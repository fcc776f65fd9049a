namespace Ttt.Layers;

/// <summary>
/// Solves x_i (a_i G + Σ_j E_ij k_jᵀk_j + diag Λ) = q_i for every row i by conjugate gradients with a diagonal preconditioner, the matrix of a row never formed
/// (MesaNet, arXiv:2506.05233). Steps end when every residual has fallen to what the type keeps, or after eight times as many as a head has channels: without rounding as many
/// would reach the solution, and the worse the matrices are, the more rounding takes.
/// </summary>
public static class RidgeSolver
{
    // Looking waits for the device: not at every step.
    const int StepsAChannel = 8, StepsBetweenLooks = 8;
    const double Tiny = 1e-30;

    /// <summary>The rows x.</summary>
    /// <param name="query">q [..,b,D].</param>
    /// <param name="gram">G [..,D,D], symmetric, not negative.</param>
    /// <param name="key">k [..,b,D].</param>
    /// <param name="retained">a [..,b,1].</param>
    /// <param name="coefficients">E [..,b,b].</param>
    /// <param name="ridge">Λ [..,1,D], positive.</param>
    public static Tensor Solve(Tensor query, Tensor gram, Tensor key, Tensor retained, Tensor coefficients, Tensor ridge)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(gram);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(retained);
        ArgumentNullException.ThrowIfNull(coefficients);
        ArgumentNullException.ThrowIfNull(ridge);
        using var scope = torch.NewDisposeScope();
        Tensor apply(Tensor x) => retained * x.matmul(gram) + (coefficients * x.matmul(key.mT)).matmul(key) + ridge * x;
        var diagonal = retained * gram.diagonal(0, -2, -1).unsqueeze(-2) + coefficients.matmul(key * key) + ridge;
        var (x, residual) = (torch.zeros_like(query), query);
        var scaled = residual / diagonal;
        var (direction, product) = (scaled, (residual * scaled).sum(-1, keepdim: true));
        var limit = product * (query.dtype == torch.ScalarType.Float64 ? 1e-28 : 1e-14);
        for (var step = 0; step < StepsAChannel * query.size(-1); step++)
        {
            using var inner = torch.NewDisposeScope();
            if (step > 0 && step % StepsBetweenLooks == 0 && product.le(limit).all().item<bool>()) break;
            var image = apply(direction);
            var along = (direction * image).sum(-1, keepdim: true);
            // Who has arrived stays: further steps would be made of rounding alone.
            var length = (product / (along + Tiny)).masked_fill(product.le(limit).logical_or(along.le(0)), 0);
            var (nextX, nextResidual) = (x + length * direction, residual - length * image);
            var nextScaled = nextResidual / diagonal;
            var nextProduct = (nextResidual * nextScaled).sum(-1, keepdim: true);
            var nextDirection = nextScaled + nextProduct / (product + Tiny) * direction;
            foreach (var tensor in new[] { nextX, nextResidual, nextDirection, nextProduct }) tensor.MoveToOuterDisposeScope();
            (x, residual, direction, product) = (nextX, nextResidual, nextDirection, nextProduct);
        }
        return x.MoveToOuterDisposeScope();
    }
}
