using System.CommandLine;

namespace Ttt.Cli;

/// <summary>What to compare and to measure, by options.</summary>
sealed class GpuOptions
{
    // of larger heads a layer with two does not fit where it is recorded
    const int LargestHead = 4096;

    static readonly string[] Measured = ["linear", "mlp", "mlp3", "swiglu"];

    readonly Option<string?> layer = Values.Text("--layer", "layers by name, with commas between [default: all that have kernels; linear, mlp, mlp3 and swiglu are measured]", "NAMES");
    readonly Option<int?> random = Values.Integer("--random", "comparisons at sizes by chance [default: 12]");
    readonly Option<int?> seed = Values.Integer("--seed", "what chance starts from, and parameters and tokens [default: 1]");
    readonly Option<int[]> tokens = Values.Integers("--tokens", "tokens of a sequence that is measured, T, down to whole mini-batches; several with commas [default: 2048,4096,8192,16384,32768]", "T,...");
    readonly Option<int?> batch = Values.Integer("--batch", "sequences, B [default: 16]");
    readonly Option<int?> heads = Values.Integer("--heads", "heads, H [default: 32]");
    readonly Option<int?> headDim = Values.Integer("--head-dim", "size of a head, f [default: 64]");
    readonly Option<int?> decodeBatch = Values.Integer("--decode-batch", "sequences that decode [default: 512]");
    readonly Option<string?> precision = Values.Choice("--dtype", "operands of the kernels' products; sums, states and all else stay float32 [default: fp32]", [.. Enum.GetValues<Precision>().Select(Precisions.Name)]);
    readonly Option<int?> windows = Values.Integer("--windows", "windows of everything that is measured [default: 20]");

    public IEnumerable<Option> All => [layer, random, seed, tokens, batch, heads, headDim, decodeBatch, precision, windows];

    public int Windows(ParseResult parsed) => Least(parsed, windows, 20, 1);

    public int Seed(ParseResult parsed) => parsed.GetValue(seed) ?? 1;

    /// <exception cref="TttException">There is no such layer, or it has no kernels.</exception>
    public IReadOnlyList<string> Layers(ParseResult parsed) => parsed.GetValue(layer) is not { } text ? [] : [.. text.Split(',', StringSplitOptions.TrimEntries).Select(Known).Distinct()];

    public Precision Precision(ParseResult parsed) => Precisions.Given(parsed, precision) ?? Models.Precision.Fp32;

    /// <exception cref="TttException">There is no such layer, it has no kernels, or is not compared so.</exception>
    public IReadOnlyList<CheckCase> Checks(ParseResult parsed)
    {
        if (Precision(parsed) == Models.Precision.Fp32) return CheckCases.Of(Layers(parsed), Least(parsed, random, 12, 0), Seed(parsed));
        if (parsed.GetValue(random) is > 0) throw new TttException("--random makes comparisons in fp32; with --dtype bf16 every layer has one, leave it out");
        return CheckCases.InBf16(Layers(parsed)) is { Count: > 0 } checks ? checks
            : throw new TttException($"--dtype bf16: only {string.Join(", ", CheckCases.Rounded)} are compared so; not {string.Join(", ", Layers(parsed))}");
    }

    /// <summary>Layers that are named and only compared.</summary>
    public IReadOnlyList<string> NotMeasured(ParseResult parsed) => [.. Layers(parsed).Except(Measured)];

    /// <summary>Why they are.</summary>
    public static string OnlyCompared(IEnumerable<string> layers) => $"--layer {string.Join(',', layers)}: only {string.Join(", ", Measured[..^1])} and {Measured[^1]} are measured; others are compared (--what check)";

    /// <summary>What is measured. Backward of a length uses what its forward pass keeps.</summary>
    /// <exception cref="TttException">No layer or no launch has this size.</exception>
    public IReadOnlyList<GpuCase> Cases(ParseResult parsed)
    {
        var shape = new BenchShape(Least(parsed, batch, 16, 1), Least(parsed, heads, 32, 1), Least(parsed, headDim, 64, 1));
        var decoding = shape with { Batch = Least(parsed, decodeBatch, 512, 1) };
        foreach (var (option, sequences) in ((Option, int)[])[(batch, shape.Batch), (decodeBatch, decoding.Batch)])
            if ((long)sequences * shape.Heads is var blocks and > int.MaxValue) throw new TttException($"{option.Name} {sequences} and --heads {shape.Heads} make {blocks} blocks; a launch has at most {int.MaxValue}");
        if (shape.HeadDim > LargestHead) throw new TttException($"--head-dim must be at most {LargestHead}, not {shape.HeadDim}");
        if (shape.HeadDim % 2 != 0) throw new TttException($"--head-dim must be even, not {shape.HeadDim}: RoPE rotates pairs of numbers");
        int[] lengths = parsed.GetValue(tokens) is { Length: > 0 } given ? given : [2048, 4096, 8192, 16384, 32768];
        if (lengths.Any(length => length < 1)) throw new TttException($"--tokens must be at least 1, not {lengths.Min()}");
        var chosen = Layers(parsed);
        return
        [
            .. from name in Measured
               where chosen.Count == 0 || chosen.Contains(name)
               let size = GpuCase.MiniBatchOf(name)
               from item in (GpuCase[])
               [
                   .. from pass in (GpuPass[])[GpuPass.Forward, GpuPass.Backward, GpuPass.Training] from length in lengths.Select(length => Math.Max(1, length / size) * size).Distinct() select new GpuCase(name, pass, shape, length, Precision(parsed)),
                   new(name, GpuPass.Decode, decoding, size, Precision(parsed)),
               ]
               select item,
        ];
    }

    static string Known(string name)
    {
        string[] names = [.. CheckCases.Catalogue()];
        return names.FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new TttException($"there is no layer '{name}' with kernels; known are {string.Join(", ", names)}{Suggestion.For(name, names)}");
    }

    static int Least(ParseResult parsed, Option<int?> option, int otherwise, int least)
        => (parsed.GetValue(option) ?? otherwise) is var value && value >= least ? value : throw new TttException($"{option.Name} must be at least {least}, not {value}");
}
