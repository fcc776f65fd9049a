using static Ttt.Fn;

namespace Ttt.Layers;

/// <summary>
/// MesaNet, z_t = q_t (H_t + diag λ)⁻¹ R_t with H_t = γ_t H_{t−1} + β_t k_tᵀk_t, R_t = γ_t R_{t−1} + β_t k_tᵀv_t (arXiv:2506.05233): the ridge regression of all values so far
/// on their keys. γ starts at 0.98; λ ≥ 0.25 is not forgotten, and starts at 0.94.
/// </summary>
[TttLayer(
    Name = "mesa", Solver = InnerSolver.Ridge, Rope = false, Convolve = Views.All, Silu = Views.All, L2Norm = Views.QueryKey, PostNorm = false, HeadNorm = true)]
public sealed partial class Mesa
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast(Name = "W", Learned = false)] Mat<D, D> w) => x * w;

    [InnerRate]
    static Scalar Beta(Vec<Model> x, [Slow] Vec<Model> w, [Slow] Scalar b) => Sigmoid(Dot(x, w) + b);

    [Retention]
    static Scalar Gamma(Vec<Model> x, [Slow] Vec<Model> w, [Slow] Scalar b) => Sigmoid(Dot(x, w) + b + 4);

    [Ridge]
    static Vec<D> Lambda([Slow] Vec<D> l) => Softplus(l) + 0.25;
}
