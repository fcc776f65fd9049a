using TorchSharp.Modules;

namespace Ttt.Layers;

/// <summary>A causal depth-wise convolution along time that can continue: y_t = b + Σ_i w_i u_{t−k+1+i}, inputs before the first are 0.</summary>
static class ShortConvolution
{
    /// <summary>The inputs with the last k before them, [B,C,k+T].</summary>
    internal static Tensor WithHistory(Tensor u_BCT, Tensor? tail_BCk, long kernel)
    {
        var history = tail_BCk ?? torch.zeros(u_BCT.size(0), u_BCT.size(1), kernel, dtype: u_BCT.dtype, device: u_BCT.device);
        return torch.cat([history, u_BCT], 2);
    }

    /// <summary>The outputs of the new inputs, [B,C,T].</summary>
    internal static Tensor Apply(Tensor history_BCT, Conv1d convolution)
        => torch.nn.functional.conv1d(history_BCT.narrow(2, 1, history_BCT.size(2) - 1), convolution.weight, convolution.bias, groups: history_BCT.size(1));

    /// <summary>The last k inputs, oldest first, [B,C,k].</summary>
    internal static Tensor Tail(Tensor history_BCT, long kernel) => history_BCT.narrow(2, history_BCT.size(2) - kernel, kernel).clone();
}
