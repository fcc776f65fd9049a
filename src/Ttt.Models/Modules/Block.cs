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
    public Tensor forward(Tensor input, PackedDocuments? documents)
    {
        using var scope = torch.NewDisposeScope();
        var x_BTC = input;
        if (convolution is not null)
            x_BTC = input + (documents is null ? convolution.call(input) : documents.Run(input, convolution.call, causal: true));
        var normed_BTC = sequenceNorm.call(x_BTC);
        return FeedForward(x_BTC + (documents is null ? mixer.call(normed_BTC) : mixer.forward(normed_BTC, documents))).MoveToOuterDisposeScope();
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
