using TorchSharp.Modules;

namespace Ttt.Layers;

/// <summary>A view of tokens the standard way: projection, convolution, SiLU, L2 norm of each head.</summary>
/// <param name="Projection">[B,T,C] to [B,T,H·n].</param>
/// <param name="Convolution">Over each of the H·n channels, or null.</param>
/// <param name="Tail">The name of the convolution's last inputs in a state. Views of one projection have one tail.</param>
/// <param name="Heads">H.</param>
/// <param name="Silu">SiLU after the convolution.</param>
/// <param name="L2Norm">Length 1 after SiLU.</param>
sealed record StandardView(Linear Projection, Conv1d? Convolution, string Tail, int Heads, bool Silu, bool L2Norm)
{
    const double Epsilon = 1e-12;

    /// <summary>The channels of the convolution.</summary>
    internal long Channels => Projection.weight.size(0);

    /// <summary>The view of [B,T,C], [B,H,T,n].</summary>
    internal Tensor Of(Tensor x_BTC, ConvolutionTails tails)
    {
        var view_BHTn = Convolution is null ? PerHead(Autocast.Linear(x_BTC, Projection)) : PerHead(Convolved(x_BTC, Convolution, tails));
        if (Silu) view_BHTn = torch.nn.functional.silu(view_BHTn);
        return L2Norm ? view_BHTn * (view_BHTn.square().sum(-1, keepdim: true) + Epsilon).rsqrt() : view_BHTn;
    }

    Tensor Convolved(Tensor x_BTC, Conv1d convolution, ConvolutionTails tails)
        => ShortConvolution.Apply(tails.Extend(Tail, () => Autocast.Linear(x_BTC, Projection).transpose(1, 2)), convolution).transpose(1, 2);

    Tensor PerHead(Tensor view_BTI) => view_BTI.reshape(view_BTI.size(0), view_BTI.size(1), Heads, Channels / Heads).transpose(1, 2);
}
