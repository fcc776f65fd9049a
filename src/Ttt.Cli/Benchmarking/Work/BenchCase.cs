using Ttt.Layers;

namespace Ttt.Cli;

/// <summary>How much of a model is run.</summary>
enum Extent
{
    /// <summary>The inner loop alone, on given queries, keys and values.</summary>
    Scan,

    /// <summary>The layer: projections, scan, norm, output.</summary>
    Layer,

    /// <summary>A language model of several blocks.</summary>
    Model,
}

/// <summary>What is done with the tokens.</summary>
enum Pass
{
    /// <summary>All at once, without gradients: what reads a prompt.</summary>
    Forward,

    /// <summary>Forward and backward; of a model also the loss and the optimiser's step.</summary>
    Training,

    /// <summary>One by one, with a carried state.</summary>
    Decode,
}

/// <summary>The sizes of what is run.</summary>
/// <param name="Batch">Sequences.</param>
/// <param name="Heads">Heads.</param>
/// <param name="HeadDim">The size of a head, f.</param>
/// <param name="MiniBatch">Tokens of an inner mini-batch, K; null: as declared.</param>
/// <param name="Hidden">The size of the inner model's hidden layer; null: as declared.</param>
/// <param name="Blocks">Blocks of a model.</param>
/// <param name="Window">Keys that a query of attention sees; null: all earlier ones.</param>
sealed record BenchShape(int Batch = 1, int Heads = 4, int HeadDim = 64, int? MiniBatch = null, int? Hidden = null, int Blocks = 4, int? Window = null)
{
    public int Width => Heads * HeadDim;

    public TttLayerOptions Options(int? checkpointGroup = null) => new()
    {
        Width = Width,
        Heads = Heads,
        HeadDimension = HeadDim,
        MiniBatchSize = MiniBatch,
        Dimensions = Hidden is { } size ? new Dictionary<string, int> { ["Hidden"] = size } : null,
        CheckpointGroup = checkpointGroup,
    };
}

/// <summary>One thing to measure.</summary>
/// <param name="Layer">Its name in configurations.</param>
/// <param name="Extent">How much of it.</param>
/// <param name="Pass">What is done.</param>
/// <param name="Tokens">T, of each sequence; for decoding the tokens before; 1 for that of the inner loop alone, which has no past but its state.</param>
/// <param name="Shape">Sizes.</param>
/// <param name="Kernels">What runs the scan.</param>
/// <param name="Form">Which of the derived programs runs.</param>
/// <param name="Threads">Processor threads.</param>
/// <param name="Precision">Of products outside the scan.</param>
sealed record BenchCase(string Layer, Extent Extent, Pass Pass, int Tokens, BenchShape Shape, ScanKernels Kernels, ScanForm Form, int Threads, Precision Precision = Precision.Fp32)
{
    /// <summary>Whether another case does the same work, by other means.</summary>
    public bool SameWork(BenchCase other) => this == other with { Kernels = Kernels, Form = Form, Threads = Threads, Precision = Precision };

    public string ThreadsText => FormattableString.Invariant($"{Threads} {(Threads == 1 ? "thread" : "threads")}");
}
