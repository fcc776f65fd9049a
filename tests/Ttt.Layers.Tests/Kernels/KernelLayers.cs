using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Kernels;

/// <summary>A size that kernels are tested at.</summary>
/// <param name="Heads">Heads.</param>
/// <param name="HeadSize">Head dimension: of whole vectors, of some widths, of none.</param>
/// <param name="Hidden">Hidden dimension.</param>
/// <param name="MiniBatch">Tokens of a mini-batch.</param>
/// <param name="Batch">Sequences.</param>
/// <param name="Tokens">Tokens.</param>
public sealed record KernelSize(int Heads, int HeadSize, int Hidden, int MiniBatch, int Batch, int Tokens);

/// <summary>Every layer of the catalogue with parameters far from their initial values, for kernels and for tensor operations.</summary>
static class KernelLayers
{
    internal static readonly KernelSize[] Sizes =
    [
        new(2, 16, 32, 16, 2, 51),
        new(3, 8, 24, 5, 1, 24),
        new(2, 12, 20, 7, 2, 30),
        new(1, 6, 9, 4, 3, 13),
        new(2, 32, 48, 3, 1, 3),
    ];

    internal static IEnumerable<string> Names => LayerCatalogue.Default.Layers.Where(entry => Create(entry.Name, Sizes[0]).Program.Kernels is not null).Select(entry => entry.Name);

    internal static TttLayer Create(string name, KernelSize size, bool bidirectional = false, int? group = null)
    {
        var declaration = LayerCatalogue.Default[name].Declaration;
        return TestLayers.Random(name, new TttLayerOptions
        {
            Width = size.Heads * size.HeadSize,
            Heads = size.Heads,
            MiniBatchSize = size.MiniBatch,
            Window = declaration.Window > 1 ? 3 : null,
            Bidirectional = bidirectional,
            CheckpointGroup = group,
            Dimensions = declaration.Dimensions.Any(dimension => dimension.Name == "Hidden") ? new Dictionary<string, int> { ["Hidden"] = size.Hidden } : null,
        });
    }

    internal static Tensor Tokens(KernelSize size)
    {
        torch.manual_seed(11);
        return torch.randn([size.Batch, size.Tokens, size.Heads * size.HeadSize], dtype: torch.float64) * 0.5;
    }
}
