using Ttt.Layers.Tests.Reference;

namespace Ttt.Layers.Tests.Support;

/// <summary>The layers that every law is tested on, with random parameters in float64.</summary>
static class TestLayers
{
    internal const int Width = 12;
    internal const int Heads = 2;

    public static TheoryData<string> Names => [.. All];

    // Layers of the standard optimiser; the laws of the others are in Relatives.
    internal static IEnumerable<string> All => ["reference", .. LayerCatalogue.Default.Layers.Where(layer => IsStandard(layer.Declaration)).Select(layer => layer.Name)];

    static bool IsStandard(LayerDeclaration declaration)
        => declaration is { IsCausal: true, PositionFactor: PositionFactor.Standard, Solver: InnerSolver.Gradient, Previous.Count: 0 };

    internal static TttLayerOptions Options(GradientDescent mode = GradientDescent.MiniBatch, int size = 4)
        => new() { Width = Width, Heads = Heads, Mode = mode, MiniBatchSize = size };

    /// <summary>The layer of a name as it starts out: "reference", "recurrent", or one of the catalogue.</summary>
    internal static TttLayer Fresh(string name, TttLayerOptions options) => name switch
    {
        "reference" => new LinearReference(options),
        "recurrent" => new RecurrentMemory(options),
        _ => LayerCatalogue.Default[name].Create(options),
    };

    /// <summary>The layer of a name with parameters far from their initial values, float64.</summary>
    internal static TttLayer Random(string name, TttLayerOptions? options = null, long seed = 1)
    {
        var layer = Fresh(name, options ?? Options());
        layer.to(torch.float64);
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        torch.manual_seed(seed);
        foreach (var (key, parameter) in layer.named_parameters())
        {
            var scale = key == "learnable_token_idx" ? 0.1 : 0.4;
            var centre = key is "ttt_norm_weight" or "post_norm.weight" ? 1.0 : 0;
            parameter.copy_(torch.randn(parameter.shape, dtype: torch.float64) * scale + centre);
        }
        return layer;
    }

    internal static Tensor Tokens(long batch, long tokens, long seed = 7, bool requiresGrad = false)
    {
        torch.manual_seed(seed);
        return torch.randn([batch, tokens, Width], dtype: torch.float64, requires_grad: requiresGrad);
    }
}
