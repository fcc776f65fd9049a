using Ttt.Layers;

namespace Ttt.Models;

/// <summary>A folder in the official form: config.json and weights. It is checked, as far as headers and checksums tell, before anything is built.</summary>
public sealed class ModelFolder : IDisposable
{
    ModelFolder(string path, ModelConfig config, ITensorSource weights, bool verified) => (Path, Config, Weights, Verified) = (path, config, weights, verified);

    public string Path { get; }

    public ModelConfig Config { get; }

    public ITensorSource Weights { get; }

    /// <summary>Checksums were there and hold.</summary>
    public bool Verified { get; }

    /// <summary>Opens a released folder, a checkpoint, a run, or a file of weights; names of the JAX program are recognised.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="configuration">Where the configuration lies; null: config.json beside the weights.</param>
    /// <exception cref="TttException">A file is missing or damaged, or configuration and weights are of different sizes.</exception>
    public static ModelFolder Open(string path, string? configuration = null)
    {
        var isFile = File.Exists(path);
        var folder = isFile ? System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))! : CheckpointFolder.Resolve(path);
        var verified = Checksums.Verify(folder);
        var config = ModelConfigJson.Load(configuration ?? System.IO.Path.Combine(folder, CheckpointFolder.Config));
        var weights = Weigh(isFile ? path : WeightFiles.Find(folder)!);
        try
        {
            RequireSizes(config, weights);
            return new(folder, config, weights, verified);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>How the weights fit the configuration.</summary>
    public LoadReport Compare(LayerCatalogue? catalogue = null) => ModelWeights.Compare(WeightShapes.Of(Config, catalogue), Weights, Config.TieWordEmbeddings);

    /// <summary>The model, whole or not at all.</summary>
    /// <exception cref="TttException">Names or shapes do not fit.</exception>
    public LanguageModel Load(Func<ModelConfig, LanguageModel> build)
    {
        LanguageModel? model = null;
        try
        {
            model = build(Config);
            ModelWeights.Load(model, Weights).ThrowIfIncomplete(Weights.Path);
            model.eval();
            return model;
        }
        catch
        {
            model?.Dispose();
            throw;
        }
    }

    public void Dispose() => Weights.Dispose();

    static ITensorSource Weigh(string file)
    {
        var isSafetensors = file.EndsWith(".safetensors", StringComparison.Ordinal) || file.EndsWith(WeightFiles.IndexEnding, StringComparison.Ordinal);
        ITensorSource source = isSafetensors ? SafetensorsSource.Open(file) : new JaxStream(file);
        try
        {
            return JaxWeights.Recognises(source) ? new JaxWeights(source) : source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    // a wrong number in the configuration must not ask for all memory before names and shapes are compared
    static void RequireSizes(ModelConfig config, ITensorSource weights)
    {
        (string Name, long[] Shape)[] sample =
        [
            ("model.embed_tokens.weight", [config.VocabSize, config.HiddenSize]),
            ($"model.layers.{config.NumHiddenLayers - 1}.seq_norm.weight", [config.HiddenSize]),
            .. config.SwiGluWidth > 0 ? new (string, long[])[] { ("model.layers.0.mlp.gate_proj.weight", [config.SwiGluWidth, config.HiddenSize]) } : [],
        ];
        var report = ModelWeights.Compare(sample, weights, tied: false);
        (report with { Unexpected = [] }).ThrowIfIncomplete(weights.Path);
    }
}
