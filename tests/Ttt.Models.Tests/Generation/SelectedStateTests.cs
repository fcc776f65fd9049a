using Ttt.Layers;
using Ttt.Models.Tests.Mixers;

namespace Ttt.Models.Tests.Generation;

public sealed class SelectedStateTests
{
    [Theory]
    [InlineData("linear")]
    [InlineData("mlp")]
    [InlineData("deltanet")]
    [InlineData("attention")]
    [InlineData("mamba")]
    public void Sequences_can_be_taken_out_of_the_state_of_a_batch(string layer)
    {
        // float32: fused kernels keep the tokens since a boundary as rows
        var config = new ModelConfig { TttLayerType = layer, HiddenSize = 16, NumAttentionHeads = 2, MiniBatchSize = 4 };
        using var mixer = new MixerFactory(config, LayerCatalogue.Default).Create(0);
        MixerLaws.SequencesCanBeTakenOutOfABatch(mixer, 16, torch.ScalarType.Float32, 1e-5);
    }

    [Fact]
    public void A_models_state_keeps_its_position_and_its_convolutions()
    {
        var config = new ModelConfig { HiddenSize = 8, IntermediateSize = 8, NumHiddenLayers = 2, NumAttentionHeads = 2, PreConv = true, InitializerRange = 0.3 };
        using var model = new LanguageModel(config, 1);
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var (ids, more) = (TensorAssert.Ids(1, 256, 3, 21), TensorAssert.Ids(2, 256, 3, 2));
        using var state = model.forward(ids, (ModelState?)null).State;
        using var taken = state.Select(1);
        Assert.Equal(21, taken.Position);
        var (whole, part) = (model.forward(more, state), model.forward(more.narrow(0, 1, 1), taken));
        TensorAssert.Close(whole.Logits.narrow(0, 1, 1), part.Logits, 1e-5);
        whole.State.Dispose();
        part.State.Dispose();
    }
}
