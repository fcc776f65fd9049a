using Ttt.Layers;

namespace Ttt.Models;

/// <summary>A pre-norm residual block around any sequence mixer, optionally with a convolution in front, and with a SwiGLU unless its width is 0.</summary>
public sealed class Block : torch.nn.Module<Tensor, Tensor>
{
    readonly CausalConvolution? convolution;
    readonly SequenceMixer mixer;
    readonly RmsNorm sequenceNorm;
    readonly (SwiGlu Mlp, RmsNorm Norm)? feedForward;

    public Block(ModelConfig config, SequenceMixer mixer) : base(nameof(Block))
    {
        this.mixer = mixer;
        sequenceNorm = new RmsNorm(config.HiddenSize, config.RmsNormEps);
        feedForward = config.SwiGluWidth == 0 ? null : (new SwiGlu(config.HiddenSize, config.SwiGluWidth), new RmsNorm(config.HiddenSize, config.RmsNormEps));
        register_module("seq_modeling_block", mixer);
        if (feedForward is { } after)
            register_module("mlp", after.Mlp);
        register_module("seq_norm", sequenceNorm);
        if (feedForward is { } normed)
            register_module("ffn_norm", normed.Norm);
        if (config.PreConv)
        {
            convolution = new CausalConvolution(config.HiddenSize, config.PreConvKernel, config.RmsNormEps);
            register_module("conv", convolution);
        }
    }

    /// <summary>The sequence layer.</summary>
    public SequenceMixer Mixer => mixer;

    public override Tensor forward(Tensor input) => forward(input, (PackedDocuments?)null);

    /// <summary>Rows that hold several documents, each as if it were alone: only the convolution and the mixer look along a row.</summary>
    /// <param name="input">[B,T,C].</param>
    /// <param name="documents">Where the documents are; null: every row is one.</param>
    /// <param name="observe">Sees the input and the output of every part; it must not keep them.</param>
    public Tensor forward(Tensor input, PackedDocuments? documents, Action<BlockPart, Tensor, Tensor>? observe = null)
    {
        using var scope = torch.NewDisposeScope();
        Tensor part(BlockPart which, Tensor x_BTC, Func<Tensor, Tensor> run)
        {
            var output = run(x_BTC);
            observe?.Invoke(which, x_BTC, output);
            return output;
        }
        var x_BTC = input;
        if (convolution is not null)
            x_BTC = x_BTC + part(BlockPart.Convolution, x_BTC, x => documents is null ? convolution.call(x) : documents.Run(x, convolution.call, causal: true));
        x_BTC = x_BTC + part(BlockPart.Mixer, sequenceNorm.call(x_BTC), x => documents is null ? mixer.call(x) : mixer.forward(x, documents));
        if (feedForward is { } after)
            x_BTC = x_BTC + part(BlockPart.FeedForward, after.Norm.call(x_BTC), after.Mlp.call);
        return x_BTC.MoveToOuterDisposeScope();
    }

    /// <summary>Continues a sequence; the state given is not changed.</summary>
    public (Tensor Output, BlockState State) forward(Tensor x_BTC, BlockState? state)
    {
        using var scope = torch.NewDisposeScope();
        Tensor? tail = null;
        if (convolution is not null)
        {
            (var convolved, tail) = convolution.forward(x_BTC, state?.ConvolutionTail);
            x_BTC = x_BTC + convolved;
        }
        var (mixed, mixerState) = mixer.forward(sequenceNorm.call(x_BTC), state?.Mixer);
        return (FeedForward(x_BTC + mixed).MoveToOuterDisposeScope(), new BlockState(mixerState, tail));
    }

    Tensor FeedForward(Tensor x_BTC) => feedForward is { } after ? x_BTC + after.Mlp.call(after.Norm.call(x_BTC)) : x_BTC;
}
