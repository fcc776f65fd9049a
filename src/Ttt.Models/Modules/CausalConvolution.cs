namespace Ttt.Models;

/// <summary>The pre-convolution of a block: a causal depth-wise convolution along time of the normalised input, with bias and without activation.</summary>
/// <remarks>The tail [B,C,kernel] holds the last inputs of the convolution, oldest first; before the start of a sequence it is zero.</remarks>
public sealed class CausalConvolution : torch.nn.Module<Tensor, Tensor>
{
    readonly RmsNorm norm;
    readonly Conv1d convolution;
    readonly long width, kernel;

    public CausalConvolution(long width, long kernel, double epsilon) : base(nameof(CausalConvolution))
    {
        (this.width, this.kernel) = (width, kernel);
        norm = new RmsNorm(width, epsilon);
        convolution = torch.nn.Conv1d(width, width, kernel, groups: width, bias: true);
        register_module("norm", norm);
        register_module("conv", convolution);
    }

    public override Tensor forward(Tensor input)
    {
        var (output, tail) = forward(input, null);
        tail.Dispose();
        return output;
    }

    /// <summary>Continues from a tail. Input and output are [B,T,C]; the tail given is not changed.</summary>
    public (Tensor Output, Tensor Tail) forward(Tensor x_BTC, Tensor? tail_BCK)
    {
        using var scope = torch.NewDisposeScope();
        var inputs_BCT = norm.call(x_BTC).transpose(1, 2);
        var before = tail_BCK ?? torch.zeros(x_BTC.shape[0], width, kernel, dtype: x_BTC.dtype, device: x_BTC.device);
        var all = torch.cat([before, inputs_BCT], 2);
        var length = all.shape[2];
        var output_BCT = torch.nn.functional.conv1d(all.narrow(2, 1, length - 1), convolution.weight, convolution.bias, groups: width);
        var output = output_BCT.transpose(1, 2);
        var tail = all.narrow(2, length - kernel, kernel).clone();
        return scope.MoveToOuter(output, tail);
    }
}
