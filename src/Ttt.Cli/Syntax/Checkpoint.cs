using System.CommandLine;
using TorchSharp;

namespace Ttt.Cli;

/// <summary>The argument that names a trained model.</summary>
static class Checkpoint
{
    public static Argument<string> Argument() => new("run") { Description = "a run's folder, a checkpoint's folder, or its model.safetensors", HelpName = "RUN" };

    /// <exception cref="TttException">There is no whole checkpoint, or its layer is not known.</exception>
    public static LanguageModel Load(string path, IEnumerable<string> layers, torch.Device device, Precision? precision)
    {
        var catalogue = LayerLibraries.Catalogue(layers);
        using var folder = ModelFolder.Open(path);
        if (Enumerable.Range(0, folder.Config.NumHiddenLayers).Select(folder.Config.LayerTypeOf).FirstOrDefault(name => !Mixers.Exists(name, catalogue)) is { } unknown)
            throw new TttException($"{path}: the model's layer '{unknown}' is in no loaded assembly; name the assembly that declares it with --layers");
        return folder.Load(config => new LanguageModel(config, 0, catalogue) { Precision = precision ?? Precision.Fp32 }.to(device));
    }
}
