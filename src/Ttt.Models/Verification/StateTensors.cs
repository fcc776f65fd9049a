using Ttt.Layers;

namespace Ttt.Models;

/// <summary>A model's state under the names of the reference's decoding cache.</summary>
static class StateTensors
{
    public static void Add(Dictionary<string, Tensor> results, string prefix, ModelState state)
    {
        for (var i = 0; i < state.Blocks.Count; i++)
        {
            var block = state.Blocks[i];
            if (block.ConvolutionTail is not null)
                results[$"{prefix}.{i}.conv.pre_conv"] = block.ConvolutionTail.clone();
            foreach (var (name, tensor) in block.Mixer.Tensors)
                foreach (var official in OfficialNames(name, block.Mixer.Tensors.Keys))
                    results[$"{prefix}.{i}.{official}"] = tensor.clone();
        }
    }

    // the reference keeps the inputs of both convolutions, which are the same
    static IEnumerable<string> OfficialNames(string name, IEnumerable<string> all)
    {
        if (name == TttState.ConvolutionTail)
            return ["conv.ttt_conv_q", "conv.ttt_conv_k"];
        var weight = all.FirstOrDefault(other => TttState.SumsOf(other) == name);
        return [weight is null ? $"{name}_states" : $"{weight}_grad"];
    }
}
