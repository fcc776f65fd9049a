using Ttt.Layers;

namespace Ttt.Cli;

/// <summary>What is compared: every layer of the catalogue that has kernels, those of every kind of kernel at many sizes, and sizes by chance.</summary>
static class CheckCases
{
    /// <summary>Layers that are compared in bf16: what operands lose does not add up in them.</summary>
    public static readonly string[] Rounded = ["linear", "mlp", "mlp3", "swiglu", "deltanet"];

    // both inner models of the paper, three layers, a gate, online, momentum with decay, a window
    static readonly string[] Thorough = ["linear", "mlp", "mlp3", "swiglu", "deltanet", "titans", "omega"];

    static readonly CheckCase[] Sizes =
    [
        new("", 1, 16, 64, 16, 1, 35),
        new("", 2, 48, 40, 32, 1, 50),
        new("", 1, 64, 96, 32, 2, 70),
        new("", 2, 64, 256, 16, 1, 41),
        new("", 1, 64, 128, 64, 1, 150),
        new("", 1, 96, 48, 16, 1, 33),
        new("", 2, 16, 32, 16, 1, 1),
    ];

    static readonly int[] HeadDims = [16, 24, 32, 40, 48, 64, 80, 96], MiniBatches = [16, 32, 64];

    /// <summary>All cases of these layers; of all layers, where none is named.</summary>
    public static IReadOnlyList<CheckCase> Of(IReadOnlyCollection<string> layers, int random, int seed)
    {
        var thorough = Thorough.Where(name => Wanted(layers, name)).ToArray();
        return
        [
            .. Catalogue().Where(name => Wanted(layers, name)).Select(name => Small(name, Thorough.Contains(name))),
            .. from name in thorough from size in Sizes select size with { Layer = name },
            .. thorough.Length == 0 ? [] : Random(thorough, random, new Random(seed)),
        ];
    }

    /// <summary>Cases of these layers with products in bf16.</summary>
    public static IReadOnlyList<CheckCase> InBf16(IReadOnlyCollection<string> layers)
        => [.. Rounded.Where(name => Wanted(layers, name)).Select(name => Small(name, decodes: true) with { Precision = Precision.Bf16 })];

    /// <summary>The layers that have kernels of mini-batches.</summary>
    public static IEnumerable<string> Catalogue() => LayerCatalogue.Default.Layers.Where(entry =>
    {
        using var layer = new CheckCase(entry.Name, 1, 8, 8, 4, 1, 1).Create(1);
        return layer.Program.Kernels is not null;
    }).Select(entry => entry.Name);

    static bool Wanted(IReadOnlyCollection<string> layers, string name) => layers.Count == 0 || layers.Contains(name);

    static CheckCase Small(string layer, bool decodes) => new(layer, 2, 16, 32, 16, 2, 51, decodes);

    static IEnumerable<CheckCase> Random(string[] layers, int count, Random random) => Enumerable.Range(0, count).Select(_ =>
    {
        var (dim, size) = (HeadDims[random.Next(HeadDims.Length)], MiniBatches[random.Next(MiniBatches.Length)]);
        return new CheckCase(layers[random.Next(layers.Length)], random.Next(1, 4), dim, random.Next(dim / 2, 2 * dim + 1), size, random.Next(1, 4), random.Next(size, 3 * size));
    });
}
