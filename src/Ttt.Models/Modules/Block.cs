using Ttt.Layers;

namespace Ttt.Models;

/// <summary>A pre-norm residual block around any sequence mixer, optionally with a convolution in front.</summary>
public sealed class Block : torch.nn.Module<Tensor, Tensor>
{
    readonly CausalConvolution? convolution;
    readonly SequenceMixer mixer;
    readonly SwiGlu mlp;
    readonly RmsNorm sequenceNorm, feedForwardNorm;

    public Block(ModelConfig config, SequenceMixer mixer) : base(nameof(Block))
    {
        this.mixer = mixer;
        sequenceNorm = new RmsNorm(config.HiddenSize, config.RmsNormEps);
        feedForwardNorm = new RmsNorm(config.HiddenSize, config.RmsNormEps);
        mlp = new SwiGlu(config.HiddenSize, config.SwiGluWidth);
        register_module("seq_modeling_block", mixer);
        register_module("mlp", mlp);
        register_module("seq_norm", sequenceNorm);
        register_module("ffn_norm", feedForwardNorm);
        if (config.PreConv)
        {
            convolution = new CausalConvolution(config.HiddenSize, config.PreConvKernel, config.RmsNormEps);
            register_module("conv", convolution);
        }
    }

    /// <summary>The sequence layer.</summary>
    public SequenceMixer Mixer => mixer;

    public override Tensor forward(Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var x_BTC = convolution is null ? input : input + convolution.call(input);
        x_BTC = x_BTC + mixer.call(sequenceNorm.call(x_BTC));
        return (x_BTC + mlp.call(feedForwardNorm.call(x_BTC))).MoveToOuterDisposeScope();
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
        x_BTC = x_BTC + mixed;
        x_BTC = x_BTC + mlp.call(feedForwardNorm.call(x_BTC));
        return (x_BTC.MoveToOuterDisposeScope(), new BlockState(mixerState, tail));
    }
}
