using Ttt.Layers;

namespace Ttt.Models;

/// <summary>Token embedding, blocks and the final norm.</summary>
public sealed class Backbone : torch.nn.Module<Tensor, Tensor>
{
    readonly Embedding embedding;
    readonly Block[] blocks;
    readonly RmsNorm norm;

    /// <param name="config">The shape.</param>
    /// <param name="mixer">Makes the sequence layer of a block, by the block's index.</param>
    public Backbone(ModelConfig config, Func<int, SequenceMixer> mixer) : base(nameof(Backbone))
    {
        embedding = torch.nn.Embedding(config.VocabSize, config.HiddenSize);
        blocks = [.. Enumerable.Range(0, config.NumHiddenLayers).Select(i => new Block(config, mixer(i)))];
        norm = new RmsNorm(config.HiddenSize, config.RmsNormEps);
        register_module("embed_tokens", embedding);
        register_module("layers", torch.nn.ModuleList(blocks));
        register_module("norm", norm);
    }

    public IReadOnlyList<Block> Blocks => blocks;

    /// <summary>The embedding matrix [V,C].</summary>
    public Parameter EmbeddingWeight => embedding.weight!;

    /// <summary>The stream before the first block, [B,T,C].</summary>
    /// <summary>The stream [B,T,C] that the first block reads: rows of the embedding for token ids [B,T], mixtures of its rows for weights [B,T,V].</summary>
    internal Tensor Embed(Tensor input) => input.dtype == torch.ScalarType.Int64 ? embedding.call(input) : input.to(EmbeddingWeight.dtype).matmul(EmbeddingWeight);

    public override Tensor forward(Tensor input) => forward(input, (Action<int, Tensor>?)null);

    /// <summary>Final hidden states [B,T,C] of token ids [B,T]. <paramref name="observe"/> sees the stream after every block, then after the norm; it must not keep the tensors.</summary>
    public Tensor forward(Tensor ids_BT, Action<int, Tensor>? observe) => forward(ids_BT, null, observe);

    /// <summary>The same of rows that may hold several documents, each as if it were alone.</summary>
    public Tensor forward(Tensor ids_BT, PackedDocuments? documents, Action<int, Tensor>? observe)
    {
        using var scope = torch.NewDisposeScope();
        var x_BTC = Embed(ids_BT);
        for (var i = 0; i < blocks.Length; i++)
        {
            var next = documents is null ? blocks[i].call(x_BTC) : blocks[i].forward(x_BTC, documents);
            x_BTC.Dispose();
            x_BTC = next;
            observe?.Invoke(i, x_BTC);
        }
        var result = norm.call(x_BTC);
        observe?.Invoke(blocks.Length, result);
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>Continues a sequence; the state given is not changed.</summary>
    public (Tensor Hidden, ModelState State) forward(Tensor ids_BT, ModelState? state)
    {
        using var scope = torch.NewDisposeScope();
        var x_BTC = Embed(ids_BT);
        var states = new BlockState[blocks.Length];
        for (var i = 0; i < blocks.Length; i++)
            (x_BTC, states[i]) = blocks[i].forward(x_BTC, state?.Blocks[i]);
        var next = new ModelState((state?.Position ?? 0) + ids_BT.shape[1], states);
        return (norm.call(x_BTC).MoveToOuterDisposeScope(), next);
    }
}
