using System.Globalization;

namespace Ttt.Models;

/// <summary>A model's state as one safetensors file: convolution tails as tensors, each mixer's own file as bytes.</summary>
public static class ModelStateFile
{
    public static void Save(this ModelState state, string path)
    {
        var writer = new SafetensorsWriter().Describe("position", state.Position.ToString(CultureInfo.InvariantCulture));
        for (var i = 0; i < state.Blocks.Count; i++)
        {
            using var bytes = new MemoryStream();
            state.Blocks[i].Mixer.Save(bytes);
            writer.Add(Mixer(i), SafetensorsType.U8, [bytes.Length], bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
            if (state.Blocks[i].ConvolutionTail is { } tail)
                writer.Add(Tail(i), tail);
        }
        writer.Save(path);
    }

    /// <summary>Reads a state that <see cref="Save"/> wrote for the same model, onto the model's device.</summary>
    /// <exception cref="TttException">The file is missing or damaged, or belongs to another model.</exception>
    public static ModelState Load(string path, LanguageModel model)
    {
        using var reader = new SafetensorsReader(path);
        if (!long.TryParse(reader.Metadata.GetValueOrDefault("position"), NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            throw new TttException($"{path}: the metadata hold no 'position'; this is not the state of a model");
        var expected = model.Backbone.Blocks.Count * (model.Config.PreConv ? 2 : 1);
        if (reader.Entries.Count != expected)
            throw new TttException($"{path}: the state has {reader.Entries.Count} parts, this model needs {expected}");
        var blocks = new List<BlockState>();
        for (var i = 0; i < model.Backbone.Blocks.Count; i++)
        {
            using var scope = torch.NewDisposeScope();
            using var bytes = new MemoryStream(reader.ReadBytes(Mixer(i)));
            try
            {
                blocks.Add(new(model.Backbone.Blocks[i].Mixer.LoadState(bytes), model.Config.PreConv ? reader.ReadTensor(Tail(i)).to(model.Device) : null));
            }
            catch (InvalidDataException e)
            {
                throw new TttException($"{path}: layer {i}: {e.Message}", e);
            }
        }
        return new(position, blocks);
    }

    static string Mixer(int layer) => $"layers.{layer}.mixer";

    static string Tail(int layer) => $"layers.{layer}.conv";
}
