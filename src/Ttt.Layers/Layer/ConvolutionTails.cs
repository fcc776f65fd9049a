namespace Ttt.Layers;

/// <summary>What the convolutions of one call read of the tokens before it, and what they leave to the next call: the last inputs by name, [B,C,kernel].</summary>
sealed class ConvolutionTails(TttState? state, long kernel)
{
    readonly Dictionary<string, Tensor> _next = [];

    /// <summary>The last inputs after the call.</summary>
    internal IReadOnlyDictionary<string, Tensor> Next => _next;

    /// <summary>These inputs with the last ones before them, [B,C,kernel+T].</summary>
    internal Tensor Extend(string name, Tensor u_BCT)
    {
        var history_BCT = ShortConvolution.WithHistory(u_BCT, state?.Tensors[name], kernel);
        _next.Add(name, ShortConvolution.Tail(history_BCT, kernel));
        return history_BCT;
    }
}
