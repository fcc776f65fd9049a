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
        return Parts(
            input,
            x => documents is null ? convolution!.call(x) : documents.Run(x, convolution!.call, causal: true),
            x => documents is null ? mixer.call(x) : mixer.forward(x, documents),
            observe).MoveToOuterDisposeScope();
    }

    /// <summary>Continues a sequence; the state given is not changed.</summary>
    /// <param name="x_BTC">The tokens.</param>
    /// <param name="state">Where the sequence stands; null at its start.</param>
    /// <param name="observe">Sees the input and the output of every part; it must not keep them.</param>
    public (Tensor Output, BlockState State) forward(Tensor x_BTC, BlockState? state, Action<BlockPart, Tensor, Tensor>? observe = null)
    {
        using var scope = torch.NewDisposeScope();
        Tensor? tail = null;
        ISequenceState? next = null;
        Tensor convolved(Tensor x)
        {
            (var result, tail) = convolution!.forward(x, state?.ConvolutionTail);
            return result;
        }
        Tensor mixed(Tensor x)
        {
            (var result, next) = mixer.forward(x, state?.Mixer);
            return result;
        }
        var output = Parts(x_BTC, convolved, mixed, observe);
        return (output.MoveToOuterDisposeScope(), new BlockState(next!, tail));
    }

    Tensor Parts(Tensor x_BTC, Func<Tensor, Tensor> convolve, Func<Tensor, Tensor> mix, Action<BlockPart, Tensor, Tensor>? observe)
    {
        Tensor part(BlockPart which, Tensor input, Func<Tensor, Tensor> run)
        {
            var output = run(input);
            observe?.Invoke(which, input, output);
            return output;
        }
        if (convolution is not null)
            x_BTC = x_BTC + part(BlockPart.Convolution, x_BTC, convolve);
        x_BTC = x_BTC + part(BlockPart.Mixer, sequenceNorm.call(x_BTC), mix);
        return feedForward is { } after ? x_BTC + part(BlockPart.FeedForward, after.Norm.call(x_BTC), after.Mlp.call) : x_BTC;
    }
}
