using System.CommandLine;
using System.Globalization;
using Ttt.Layers;

namespace Ttt.Cli;

/// <summary>What to measure, by options.</summary>
sealed class BenchOptions
{
    const int LongestSequence = 1 << 20;

    readonly Option<string?> layer = Values.Text("--layer", "layers by name, with commas between; 'ttt explain' lists them [default: linear]", "NAMES");
    readonly Option<string?> what = Values.Text("--what", "how much is run: scan (the inner loop alone; attention and mamba have none), layer, model; several with commas [default: scan]", "WHAT");
    readonly Option<string?> pass = Values.Text("--pass", "forward, training (forward and backward), decode; several with commas [default: all]", "PASSES");
    readonly Option<string?> tokens = Values.Text("--tokens", "tokens of a sequence, T; several with commas [default: 512,2048,8192]", "T,...");
    readonly Option<string?> kernels = Values.Text("--kernels", "what runs the scan: auto, simd, tensor; several with commas are compared [default: auto]", "KERNELS");
    readonly Option<string?> form = Values.Text("--form", "which derived program runs: dual, primal; several with commas are compared [default: dual]", "FORMS");
    readonly Option<string?> precision = Values.Text("--dtype", "operands of matrix products outside the scan, of a layer or model: fp32, bf16 (emulated on a CPU); several with commas are compared [default: fp32]", "DTYPES");
    readonly Option<string?> threads = Values.Text("--threads", "processor threads; several with commas are compared [default: 1]", "N,...");
    readonly Option<int?> batch = Values.Integer("--batch", "sequences, B [default: 1]");
    readonly Option<int?> heads = Values.Integer("--heads", "heads, H [default: 4]");
    readonly Option<int?> headDim = Values.Integer("--head-dim", "size of a head, f [default: 64]");
    readonly Option<string?> miniBatch = Values.Text("--mini-batch", "tokens of an inner mini-batch, K; several with commas [default: as declared, mostly 16]", "K,...");
    readonly Option<int?> hidden = Values.Integer("--hidden", "size of the inner model's hidden layer [default: as declared]");
    readonly Option<int?> window = Values.Integer("--sliding-window", "keys that a token of attention sees [default: all earlier ones]");
    readonly Option<int?> blocks = Values.Integer("--blocks", "blocks of a model [default: 4]");

    public IEnumerable<Option> All => [layer, what, pass, tokens, kernels, form, precision, threads, batch, heads, headDim, miniBatch, hidden, window, blocks];

    /// <summary>Whether any of them was given.</summary>
    public Option? Given(ParseResult parsed) => All.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false });

    /// <summary>The cases, the first means of each work first.</summary>
    /// <exception cref="TttException">An option cannot be used.</exception>
    public IReadOnlyList<BenchCase> Cases(ParseResult parsed, LayerCatalogue catalogue)
    {
        var shape = new BenchShape(
            AtLeastOne(parsed, batch) ?? 1, AtLeastOne(parsed, heads) ?? 4, AtLeastOne(parsed, headDim) ?? 64, null, AtLeastOne(parsed, hidden), AtLeastOne(parsed, blocks) ?? 4,
            AtLeastOne(parsed, window));
        var lengths = Numbers(parsed, tokens, "512,2048,8192", LongestSequence);
        int?[] miniBatches = parsed.GetValue(miniBatch) is null ? [null] : [.. Numbers(parsed, miniBatch, "", LongestSequence).Select(number => (int?)number)];
        var entries = Words(parsed.GetValue(layer) ?? "linear", layer).Select(name => WorkFactory.Find(name, catalogue)).Distinct().ToArray();
        return [..
            from entry in entries
            from extent in Choices<Extent>(parsed, what, "scan")
            from one in Choices<Pass>(parsed, pass, "forward,training,decode")
            where one != Pass.Decode || entry.Decodes
            from length in one == Pass.Decode && extent == Extent.Scan ? [1] : lengths
            from size in miniBatches
            from kernel in Choices<ScanKernels>(parsed, kernels, "auto")
            from program in Choices<ScanForm>(parsed, form, "dual", ScanForm.Decode)
            from dtype in Dtypes(parsed, extent)
            from count in Numbers(parsed, threads, "1", 1024)
            select new BenchCase(entry.Name, extent, one, length, shape with { MiniBatch = size }, kernel, program, count, dtype)];
    }

    Precision[] Dtypes(ParseResult parsed, Extent extent)
        => Choices<Precision>(parsed, precision, "fp32") is var wanted && (extent != Extent.Scan || wanted is [Precision.Fp32]) ? wanted
            : throw new TttException($"{precision.Name} changes nothing in the inner loop alone, which stays float32; measure it with --what layer or --what model");

    static int? AtLeastOne(ParseResult parsed, Option<int?> option)
        => parsed.GetValue(option) is not { } value || value >= 1 ? parsed.GetValue(option) : throw new TttException($"{option.Name} must be at least 1, not {value}");

    static T[] Choices<T>(ParseResult parsed, Option<string?> option, string otherwise, params T[] except) where T : struct, Enum
    {
        var known = Enum.GetValues<T>().Except(except).ToDictionary(v => v.ToString().ToLowerInvariant(), StringComparer.Ordinal);
        return [.. Words(parsed.GetValue(option) ?? otherwise, option).Distinct().Select(word => known.TryGetValue(word, out var value) ? value
            : throw new TttException($"{option.Name} must be {string.Join(", ", known.Keys.SkipLast(1))} or {known.Keys.Last()}, not '{word}'{Suggestion.For(word, known.Keys)}"))];
    }

    static int[] Numbers(ParseResult parsed, Option<string?> option, string otherwise, int largest)
        => [.. Words(parsed.GetValue(option) ?? otherwise, option).Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1 && value <= largest ? value
            : throw new TttException($"{option.Name} takes whole numbers from 1 to {largest} with commas between, not '{word}'")).Distinct()];

    static string[] Words(string text, Option option)
    {
        var words = text.Split(',', StringSplitOptions.TrimEntries);
        return words.Any(w => w.Length == 0) ? throw new TttException($"{option.Name} has an empty entry: '{text}'") : words;
    }
}
