using Ttt.Layers;

namespace Ttt.Cli;

/// <summary>What is measured of a layer on a device.</summary>
enum GpuPass
{
    /// <summary>All tokens at once, nothing kept.</summary>
    Forward,

    /// <summary>Gradients of a forward pass that kept what they need.</summary>
    Backward,

    /// <summary>Both.</summary>
    Training,

    /// <summary>A mini-batch of tokens one by one, and its boundary.</summary>
    Decode,
}

/// <summary>One thing to measure on a device.</summary>
/// <param name="Layer">Its name.</param>
/// <param name="Pass">What is run.</param>
/// <param name="Shape">Sizes.</param>
/// <param name="Tokens">T, whole mini-batches; of decoding one.</param>
/// <param name="Precision">What operands of the kernels' products keep.</param>
sealed record GpuCase(string Layer, GpuPass Pass, BenchShape Shape, int Tokens, Precision Precision = Precision.Fp32)
{
    /// <summary>Tokens of a mini-batch.</summary>
    public int MiniBatch => MiniBatchOf(Layer);

    /// <summary>Those of a layer as it is measured.</summary>
    public static int MiniBatchOf(string layer) => LayerCatalogue.Default[layer].Declaration.MiniBatchSize;
}
