namespace Ttt.Models.Tests.Training;

/// <summary>Documents that share a row are read as if each were alone.</summary>
public sealed class PackedLossTests
{
    static readonly long[][] Lengths = [[3, 1, 9], [13], [6, 7]];

    static LanguageModel Model(string layer, string backbone)
    {
        var config = new ModelConfig { VocabSize = 11, HiddenSize = 8, IntermediateSize = 12, NumHiddenLayers = 2, NumAttentionHeads = 2, MiniBatchSize = 4, TttLayerType = layer };
        var model = new LanguageModel(config.WithBackbone(backbone), 3);
        model.to(torch.float64);
        return model;
    }

    // the last token of a document asks for nothing
    static TokenBatch Packed()
    {
        var random = RandomStream.For(5, 1);
        var inputs = Enumerable.Range(0, 39).Select(_ => random.Below(11)).ToArray();
        var targets = new long[39];
        foreach (var (row, start, length) in Places())
            for (var i = 0; i < length; i++)
                targets[row * 13 + start + i] = i + 1 < length ? inputs[row * 13 + start + i + 1] : TokenBatch.Ignored;
        return new(3, inputs, targets, Lengths);
    }

    static IEnumerable<(int Row, int Start, int Length)> Places() =>
        Lengths.SelectMany((row, b) => row.Select((length, d) => (b, (int)row.Take(d).Sum(), (int)length)));

    [Theory]
    [InlineData("linear", "transformer")]
    [InlineData("mlp", "mamba")]
    [InlineData("DeltaNet", "mamba")]
    [InlineData("attention", "transformer")]
    [InlineData("mamba", "mamba")]
    public void Loss_and_gradients_of_packed_documents_are_those_of_documents_alone(string layer, string backbone)
    {
        using var scope = torch.NewDisposeScope();
        using var model = Model(layer, backbone);
        var batch = Packed();
        var sum = torch.zeros(1, dtype: torch.float64);
        foreach (var (row, start, length) in Places().Where(place => place.Length > 1))
        {
            var at = row * 13 + start;
            var alone = new TokenBatch(1, batch.Inputs[at..(at + length)], batch.Targets[at..(at + length)]);
            sum += model.Loss(alone) * alone.Counted;
        }
        var expected = sum / batch.Counted;
        expected.backward();
        var gradients = model.parameters().Select(p => p.grad!.clone()).ToArray();
        model.zero_grad();
        var loss = model.Loss(batch);
        loss.backward();
        Assert.Equal(expected.item<double>(), loss.item<double>(), 12);
        foreach (var (gradient, (name, parameter)) in gradients.Zip(model.named_parameters()))
            Assert.True((gradient - parameter.grad!).abs().max().item<double>() < 1e-11, name);
    }

    [Fact]
    public void A_batch_whose_sizes_disagree_is_refused()
    {
        Assert.Contains("no batch of 2", Assert.Throws<ArgumentException>(() => new TokenBatch(2, new long[5], new long[5])).Message);
        Assert.Contains("2 rows of 3 tokens", Assert.Throws<ArgumentException>(() => new TokenBatch(2, new long[8], new long[8], [[1, 2], [2, 1]])).Message);
        var part = Packed().Select([2, 0]);
        Assert.Equal((2, 13, 21L), (part.Rows, part.Length, part.Counted));
    }
}
