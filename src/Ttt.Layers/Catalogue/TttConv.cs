namespace Ttt.Layers;

/// <summary>TTT-Conv, f(x)_t = Σ_j w_j ∘ x_{t−j}: the inner model is a depthwise causal convolution of 4 taps (the causal form of the one in ViT³, arXiv:2512.01643).</summary>
[TttLayer(Name = "conv", Rope = false)]
public sealed partial class TttConv
{
    [InnerModel]
    static Vec<D> F(
        Vec<D> x, [Previous(1)] Vec<D> x1, [Previous(2)] Vec<D> x2, [Previous(3)] Vec<D> x3,
        [Fast(Init = Init.One)] Vec<D> w0, [Fast] Vec<D> w1, [Fast] Vec<D> w2, [Fast] Vec<D> w3)
        => w0 * x + w1 * x1 + w2 * x2 + w3 * x3;
}
