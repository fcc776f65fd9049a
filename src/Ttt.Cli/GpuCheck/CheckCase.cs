using TorchSharp;
using Ttt.Layers;

namespace Ttt.Cli;

/// <summary>A layer at a size, whose kernels are compared with tensor operations.</summary>
/// <param name="Layer">Its name.</param>
/// <param name="Heads">Heads, H.</param>
/// <param name="HeadDim">Size of a head, f.</param>
/// <param name="Hidden">Size of the hidden layer, where there is one.</param>
/// <param name="MiniBatch">Tokens of a mini-batch, K.</param>
/// <param name="Batch">Sequences, B.</param>
/// <param name="Tokens">Tokens, T.</param>
/// <param name="Decodes">Tokens one by one after the sequence are compared too.</param>
/// <param name="Precision">What operands of products keep.</param>
sealed record CheckCase(string Layer, int Heads, int HeadDim, int Hidden, int MiniBatch, int Batch, int Tokens, bool Decodes = true, Precision Precision = Precision.Fp32)
{
    /// <summary>Tokens after the prompt: a boundary lies among them.</summary>
    public int Decoded => MiniBatch + 2;

    public string Size => FormattableString.Invariant($"B {Batch} H {Heads} f {HeadDim}{(HasHidden ? $"/{Hidden}" : "")} K {MiniBatch} T {Tokens}{(Precision == Precision.Fp32 ? "" : " " + Precisions.Name(Precision))}");

    bool HasHidden => LayerCatalogue.Default[Layer].Declaration.Dimensions.Any(dimension => dimension.Name == "Hidden");

    /// <summary>The layer in float64, with parameters far from those that it starts with.</summary>
    public TttLayer Create(long seed)
    {
        var entry = LayerCatalogue.Default[Layer];
        var layer = entry.Create(new()
        {
            Width = Heads * HeadDim,
            Heads = Heads,
            MiniBatchSize = MiniBatch,
            Window = entry.Declaration.Window > 1 ? 3 : null,
            Bidirectional = false,
            Dimensions = HasHidden ? new Dictionary<string, int> { ["Hidden"] = Hidden } : null,
        });
        layer.to(torch.float64);
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        torch.manual_seed(seed);
        foreach (var (name, parameter) in layer.named_parameters())
        {
            var (scale, centre) = (name == "learnable_token_idx" ? 0.1 : 0.4, name is "ttt_norm_weight" or "post_norm.weight" ? 1.0 : 0);
            parameter.copy_(torch.randn(parameter.shape, dtype: torch.float64) * scale + centre);
        }
        return layer;
    }

    /// <summary>Tokens for it, those that are decoded at the end.</summary>
    public Tensor Input(long seed)
    {
        torch.manual_seed(seed + 1);
        return torch.randn([Batch, Tokens + Decoded, Heads * HeadDim], dtype: torch.float64) * 0.5;
    }
}
